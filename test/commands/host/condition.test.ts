import { expect } from 'chai';
import { evaluateTest } from '../../../lib/commands/host/condition.js';
import { argument, run, world } from './worlds.js';

const at = world({
  '/@/a': 'file',
  '/@/d/x': 'file',
  '/@/l': 'link:a',
  '/@/broken': 'link:none',
  '/@/art': 'artifact:/art',
  '/@/empty': 'text:',
  '/@/t': 'text:x',
});

function status(line: string): string {
  const result = run(line, at).status;
  return result.kind === 'unknown' ? result.key : result.kind === 'success' ? 'yes' : 'no';
}

/** `yes`, `no`, or the key of a test that nobody can decide here. */
const table: readonly (readonly [line: string, expected: string])[] = [
  ['[ a ]', 'yes'],
  ["[ '' ]", 'no'],
  ['[ ]', 'no'],
  ['test a', 'yes'],
  ['[ a', 'no'],
  ["[ -z '' ]", 'yes'],
  ['[ -z a ]', 'no'],
  ['[ -n a ]', 'yes'],
  ["[ -n '' ]", 'no'],
  ['[ a = a ]', 'yes'],
  ['[ a == b ]', 'no'],
  ['[ a != b ]', 'yes'],
  ['[ 1 -eq 01 ]', 'yes'],
  ['[ 2 -gt 1 ]', 'yes'],
  ['[ 2 -le 1 ]', 'no'],
  ['[ x -eq 1 ]', 'no'],
  ['[ 1 -ge 1 ]', 'yes'],
  ['[ -f a ]', 'yes'],
  ['[ -f d ]', 'no'],
  ['[ -d d ]', 'yes'],
  ['[ -e none ]', 'no'],
  ['[ -d none ]', 'no'],
  ['[ -L l ]', 'yes'],
  ['[ -h a ]', 'no'],
  ['[ -f l ]', 'yes'],
  ['[ -e broken ]', 'no'],
  ['[ -L broken ]', 'yes'],
  ['[ -s empty ]', 'no'],
  ['[ -s t ]', 'yes'],
  ['[ -r a ]', 'yes'],
  ['[ -x d ]', 'yes'],
  ['[ -e art ]', 'yes'],
  ['[ -f art ]', '-f /@/art'],
  ['[ -e art/x ]', '-e /@/art/x'],
  ['[ -x a ]', '-x /@/a'],
  ['[ -e /opt/tool ]', '-e /opt/tool'],
  ['[ -d ${OUT} ]', '-d /${OUT}'],
  ['[ -d ${OUT:-a} ]', '-d ${OUT:-a}'],
  ['[ ! -f a ]', 'no'],
  ['[ ! a = b ]', 'yes'],
  ['[ ! ]', 'yes'],
  ['[ -f ]', 'yes'],
  ['[ ! = ! ]', 'yes'],
  ['[ -n = -n ]', 'yes'],
  ['[ ( a ) ]', 'yes'],
  ['[ ( a = b ) ]', 'no'],
  ['[ a = a -a b = c ]', 'no'],
  ['[ a = b -o b = b ]', 'yes'],
  ['[ -f a -a -d d ]', 'yes'],
  ['[[ a == a && b == b ]]', 'yes'],
  ['[[ a == b || b == b ]]', 'yes'],
  ['[[ ! ( a == a ) ]]', 'no'],
  ['[[ abc == a* ]]', 'yes'],
  ['[[ abc == b* ]]', 'no'],
  ['[[ abc != a?c ]]', 'no'],
  ['[ abc = a* ]', 'no'],
  ['[[ v1.2 =~ ^v[0-9]+ ]]', 'yes'],
  ['[[ x =~ ^v[[:digit:]] ]]', 'no'],
  ['[[ x =~ \\d ]]', 'x =~ \\d'],
  ['[ -z ${X} ]', '-z ${X}'],
  ['test -z $X', '-z ${X}'],
  ['[ ! -n ${X} ]', '-z ${X}'],
  ['[ -n ${X} ]', '!-z ${X}'],
  ['[ ${X} ]', '!-z ${X}'],
  ["[ ${X} = '' ]", '-z ${X}'],
  ['[ x${X} = x ]', '-z ${X}'],
  ["[ '' != ${X} ]", '!-z ${X}'],
  ['[ -n $X ]', '-n ${X} (unquoted)'],
  ['[[ -n $X ]]', '!-z ${X}'],
  ['[ ${X} = yes ]', '${X} = yes'],
  ['[ yes == ${X} ]', '${X} = yes'],
  ['[ x${X} = xyes ]', '${X} = yes'],
  ['[ ${X} != yes ]', '!${X} = yes'],
  ['[ ! ${X} = yes ]', '!${X} = yes'],
  ['[ ${X} = ${X} ]', 'yes'],
  ['[ -z a${X} ]', 'no'],
  ['[ ${N} -eq 1 ]', '${N} -eq 1'],
  ['[ 1 -ne ${N} ]', '!${N} -eq 1'],
  ['[ ${N} -gt 1 ]', '1 -lt ${N}'],
  ['[ ${N} -le 1 ]', '!1 -lt ${N}'],
  ['[ ${N} -ge 1 ]', '!${N} -lt 1'],
  ['[[ ${X} == a* ]]', '${X} matches a*'],
  ['[[ ${X} =~ a ]]', '${X} =~ a'],
  ['[[ -z ${X} && a == b ]]', 'no'],
  ['[[ -z ${X} || a == a ]]', 'yes'],
  ['[[ -z ${X} && a == a ]]', '-z ${X}'],
  ['[[ -z ${X} && -z ${Y} ]]', '(-z ${X} && -z ${Y})'],
  ['[[ -z ${Y} && -z ${X} ]]', '(-z ${X} && -z ${Y})'],
  ['[[ -n ${X} || -n ${Y} ]]', '!(-z ${X} && -z ${Y})'],
  ['[[ -v X ]]', '-v X'],
];

describe('test, [ and [[: one test has one key', () => {
  for (const [line, expected] of table) it(line, () => expect(status(line)).to.equal(expected));

  it('evaluateTest takes the words without the brackets', () => {
    expect(evaluateTest(['-f', 'a'].map(argument), at)).to.deep.equal({ kind: 'success' });
    expect(evaluateTest([], at)).to.deep.equal({ kind: 'failure' });
  });

  it('false fails, true does not', () => {
    expect([status('true'), status(':'), status('false'), status('sleep 1')]).to.deep.equal([
      'yes',
      'yes',
      'no',
      'yes',
    ]);
  });

  it('what is installed is one question', () => {
    expect(status('command -v docker')).to.equal('command -v docker');
    expect(status('which docker')).to.equal('command -v docker');
  });
});
