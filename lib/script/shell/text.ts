/** Characters that mean themselves wherever a word stands. */
const plainCharacters = /^[\w@%+:,./=-]+$/;

/** Read as syntax where a command is expected. */
const reservedWords = new Set(
  'if then else elif fi case esac for select while until do done in function time coproc'.split(' '),
);

/** Whether the text can stand in a script as it is and is read as this one literal word, also as a command's name. */
export function isPlainWord(text: string): boolean {
  return plainCharacters.test(text) && !reservedWords.has(text) && !/^[A-Za-z_]\w*\+?=/.test(text);
}

/**
 * Quotes a literal so that a shell reads it as one argument: plain words stay plain, everything else gets single
 * quotes, and a quote in it is written `'\''`. (shell-quote escapes single characters, which nobody writes.)
 */
export function quoteShell(text: string): string {
  return isPlainArgument(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function isPlainArgument(text: string): boolean {
  return plainCharacters.test(text);
}
