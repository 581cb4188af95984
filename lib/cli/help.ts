export const help = `Fold a legacy Docker builder pattern (builder Dockerfile, runtime Dockerfile, and the script that carries
the artifact between them) into one multi-stage Dockerfile. Nothing that is read is ever run.

  stagefold [convert] [path]   print the change as a unified diff; path is the folder of a repository (default .)
  stagefold explain [CODE]     what a diagnostic code means and what to do; without CODE a list of all
  stagefold scan | verify | batch   not available in this version

Options of convert:
  --script FILE       convert what this script builds, instead of searching; FILE#goal,goal gives goals in order
  --builder FILE      this is a builder Dockerfile
  --runtime FILE      this is a runtime Dockerfile (--script, --builder and --runtime may be repeated)
  --write             apply the change: all files or none; files with uncommitted changes are refused
  --force             with --write: also write files with uncommitted changes
  --check             exit 1 when there is something to convert
  --format FORMAT     diff (default), text or json
  --output FILE       write the result to FILE instead of standard output
  --strict            refuse what rests on assumptions
  --engine ENGINE     auto (default: what the legacy pipeline itself requires), classic or buildkit
  --extract           with --engine buildkit: let docker build write to the host what no image takes
  --help, --version

Exit codes: 0 done, also when there is nothing to convert; 1 --check found something; 2 wrong usage or unreadable
input; 3 a builder pattern is there, but all of it was refused.
`;
