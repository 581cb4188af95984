import type { CommandMeaning } from './command.js';
import { tar } from './host/tar.js';
import { unzip, zip } from './host/zip.js';
import { cat, tee } from './host/cat.js';
import { chmod, chown } from './host/chmod.js';
import { testCommand } from './host/condition.js';
import { cp } from './host/cp.js';
import { curl, wget } from './host/download.js';
import { awk, filter, sed, sort } from './host/filters.js';
import { envsubstOnDockerfiles, sedOnDockerfiles } from './host/followed-text.js';
import { git } from './host/git.js';
import { asker, find, finder, nothing, printer, refuses } from './host/harmless.js';
import { install } from './host/install.js';
import { ln } from './host/ln.js';
import { mkdir } from './host/mkdir.js';
import { mktemp } from './host/mktemp.js';
import { mv } from './host/mv.js';
import { echo, printf } from './host/output.js';
import { packer } from './host/pack.js';
import { basename, dirname, pwd, readlink, realpath } from './host/path-text.js';
import { rm, rmdir } from './host/rm.js';
import { tool } from './host/tool.js';
import { touch } from './host/touch.js';
import { changer, dd, objcopy, perl, rsync } from './host/transform.js';

const patterns = ['-e', '-f', '--regexp', '--file'];
const grep = filter({
  values: [...patterns, '-m', '-A', '-B', '-C', '--include', '--exclude'],
  leading: 1,
  scriptOptions: patterns,
  decides: true,
});
const lines = filter({ values: ['-n', '-c', '--lines', '--bytes'] });
const gzip = { suffix: '.gz', keeps: false } as const;
const bzip2 = { suffix: '.bz2', keeps: false } as const;
const xz = { suffix: '.xz', keeps: false } as const;
const zstd = { suffix: '.zst', keeps: true } as const;

/** Every name with one meaning. */
const all = (names: readonly string[], meaning: CommandMeaning): [string, CommandMeaning][] =>
  names.map((name) => [name, meaning]);

/** The host commands whose meaning is known, by the last component of the command word. */
export const hostCommands: ReadonlyMap<string, CommandMeaning> = new Map<string, CommandMeaning>([
  ['cp', cp],
  ['mv', mv],
  ['rm', rm],
  ['unlink', rm],
  ['rmdir', rmdir],
  ['mkdir', mkdir],
  ['install', install],
  ['ln', ln],
  ['chmod', chmod],
  ...all(['chown', 'chgrp'], chown),
  ['touch', touch],
  ['cat', cat],
  ['tee', tee],
  ['echo', echo],
  ['printf', printf],
  ['mktemp', mktemp],
  ...all(['test', '[', '[['], testCommand),
  ...all(['true', ':', 'sleep', 'wait', 'sync'], nothing),
  ['false', refuses],
  ['dirname', dirname],
  ['basename', basename],
  ['realpath', realpath],
  ['readlink', readlink],
  ['pwd', pwd],
  ['git', git],
  ['find', tool(find)],
  ['tar', tar],
  ['zip', zip],
  ['unzip', unzip],
  ['gzip', tool(packer({ ...gzip, unpacks: false }))],
  ['gunzip', tool(packer({ ...gzip, unpacks: true }))],
  ['bzip2', tool(packer({ ...bzip2, unpacks: false }))],
  ['bunzip2', tool(packer({ ...bzip2, unpacks: true }))],
  ['xz', tool(packer({ ...xz, unpacks: false }))],
  ['unxz', tool(packer({ ...xz, unpacks: true }))],
  ['zstd', tool(packer({ ...zstd, unpacks: false }))],
  ['unzstd', tool(packer({ ...zstd, unpacks: true }))],
  ['strip', tool(changer(['-K', '-N', '-R', '-F', '-I', '-O']))],
  ['upx', tool(changer([]))],
  ...all(['dos2unix', 'unix2dos', 'truncate'], tool(changer(['-s', '-r']))),
  ['objcopy', tool(objcopy)],
  ['perl', perl],
  ['dd', dd],
  ['rsync', rsync],
  ['sed', sedOnDockerfiles(tool(sed))],
  ['awk', awk],
  ['gawk', awk],
  ['mawk', awk],
  ['sort', sort],
  ['curl', curl],
  ['wget', wget],
  ...all(['grep', 'egrep', 'fgrep'], grep),
  ...all(['head', 'tail'], tool(lines)),
  ['envsubst', envsubstOnDockerfiles(tool(filter({ noFiles: true })))],
  ['tr', tool(filter({ noFiles: true }))],
  ['cut', tool(filter({ values: ['-b', '-c', '-d', '-f'] }))],
  ['jq', filter({ leading: 1 })],
  ...all(
    ['sha1sum', 'sha224sum', 'sha256sum', 'sha384sum', 'sha512sum', 'md5sum', 'shasum', 'b2sum', 'cksum'],
    tool(filter()),
  ),
  ...all(
    [
      'wc',
      'uniq',
      'base64',
      'tac',
      'rev',
      'nl',
      'fold',
      'column',
      'paste',
      'comm',
      'join',
      'od',
      'xxd',
      'strings',
      'zcat',
      'bzcat',
      'xzcat',
      'iconv',
    ],
    tool(filter()),
  ),
  ...all(['diff', 'cmp', 'pgrep', 'ping', 'nc', 'kill', 'nm', 'ldd'], asker),
  ...all(['which', 'type', 'command', 'hash'], finder),
  ...all(
    [
      'ls',
      'file',
      'stat',
      'du',
      'df',
      'tree',
      'date',
      'uname',
      'id',
      'whoami',
      'hostname',
      'nproc',
      'arch',
      'env',
      'printenv',
      'seq',
      'ps',
      'tput',
    ],
    printer,
  ),
  ...all(
    [
      'clear',
      'less',
      'more',
      'stty',
      'tty',
      'groups',
      'logname',
      'lsb_release',
      'uptime',
      'free',
      'getconf',
      'getent',
      'locale',
      'nslookup',
    ],
    printer,
  ),
  ...all(
    [
      'jobs',
      'times',
      'ulimit',
      'umask',
      'disown',
      'yes',
      'numfmt',
      'expr',
      'bc',
      'uuidgen',
      'notify-send',
      'say',
      'figlet',
      'cowsay',
    ],
    printer,
  ),
]);
