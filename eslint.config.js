import tseslint from 'typescript-eslint';

/** The rooms of lib/ in the order data flows; a room knows nothing about the rooms after it. */
const rooms = [
  'source',
  'world',
  'dockerfile',
  'discover',
  'script',
  'commands',
  'evaluate',
  'infer',
  'plan',
  'rewrite',
  'prove',
  'verify',
  'report',
  'batch',
  'cli',
];

/** The proof knows neither plan nor rewrite: that is what it is worth. */
const hiddenFromProof = ['infer', 'plan', 'rewrite'];

/** A vocabulary: types of programs, which earlier rooms name, too. */
const vocabulary = 'script/program';

function closedRooms(room) {
  const later = rooms.slice(rooms.indexOf(room) + 1);
  return room === 'prove' ? [...hiddenFromProof, ...later] : later;
}

function roomRule(room) {
  const closed = closedRooms(room).join('|');
  const regex = `^(?:\\.\\./)+(?!${vocabulary}\\.js$)(?:${closed})/`;
  const message = `lib/${room} must not know the rooms after it (or, for the proof, plan and rewrite).`;
  return {
    files: [`lib/${room}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
  };
}

export default tseslint.config(
  { ignores: ['build/', 'dist/', 'coverage/', 'samples/', 'test/data/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  ...rooms.slice(0, -1).map(roomRule),
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs', 'bin/stagefold'],
    extends: [tseslint.configs.base],
    rules: { eqeqeq: 'error', 'prefer-const': 'error', 'no-var': 'error' },
  },
);
