import { lines } from './removal.js';

type Cases = Readonly<Record<string, readonly [before: string, after: string]>>;

const statements: Cases = {
  'single lines go with their newline': [
    lines`
      #!/bin/sh
      set -e

      docker build -t x:build -f Dockerfile.build .
      docker create --name e x:build
      docker cp e:/app .
      docker rm e
      docker build -t x .
      rm app
      `,
    lines`
      #!/bin/sh
      set -e

      docker build -t x .
      `,
  ],
  'a statement over several lines goes with all of them': [
    lines`
      a
      docker build \
        -f Dockerfile.build \
        .
      b
      `,
    lines`
      a
      b
      `,
  ],
  'a comment behind a step goes with it': [
    lines`
      a # why a
      docker rm e # why not
      b
      `,
    lines`
      a # why a
      b
      `,
  ],
  'a heredoc goes with its body': [
    lines`
      docker create -i e <<-EOF > /dev/null
      	docker rm x

      	EOF
      b <<'EOF'
      docker rm x
      EOF
      `,
    lines`
      b <<'EOF'
      docker rm x
      EOF
      `,
  ],
  'a step in front of another on its line': ['docker rm e; b; c # c\n', 'b; c # c\n'],
  'a step between two others on its line': ['a; docker rm e; c\n', 'a; c\n'],
  'a step behind another on its line': ['a; docker rm e\nb\n', 'a\nb\n'],
  'a step with a semicolon at the end of its line': ['a; docker rm e;\nb; \n', 'a\nb; \n'],
  'two steps around another on its line': ['docker rm e; a; docker rm f\n', 'a\n'],
  'two steps that share a line': ['a\ndocker rm e; docker rm f # both\nb\n', 'a\nb\n'],
  'a step behind a backslash': ['a; \\\n  docker rm e\nb\n', 'a\nb\n'],
  'a step in the background': ['a\ndocker rm e &\nb\n', 'a\nb\n'],
  'a step behind one in the background': ['a & docker rm e\nb & docker rm e; c\n', 'a &\nb & c\n'],
  'a step in the background between others': ['a; docker rm e & c\n{ a; docker rm e & }\n', 'a; c\n{ a; }\n'],
  'a negated and a timed step': ['! docker rm e\ntime docker rm e\na\n', 'a\n'],
  'an assignment from a step': ['id=$(docker create x)\na\ndocker rm "$id"\n', 'a\n'],
  'a step with a heredoc beside a statement with another': [
    lines`
      docker cp - e:/ <<A; b <<B
      a
      A
      b
      B
      b <<B; docker cp - e:/ <<A
      b
      B
      a
      A
      `,
    lines`
      b <<B
      b
      B
      b <<B
      b
      B
      `,
  ],
  'heredocs of kept and removed statements in a row': [
    lines`
      { a <<A; docker cp - e:/ <<X; b <<B; } && \
        docker cp - e:/ <<Y && if true
      a
      A
      x
      X
      b
      B
      y
      Y
      then docker rm e; fi
      `,
    lines`
      { a <<A; b <<B; }
      a
      A
      b
      B
      `,
  ],
  'a construct behind a statement whose heredoc lies within it': [
    lines`
      a <<A; if true
      a
      A
      then docker rm e; fi
      b
      `,
    lines`
      a <<A
      a
      A
      b
      `,
  ],
  everything: ['docker create e\n\ndocker rm e\n', ''],
  'everything but the interpreter': ['#!/bin/sh\n\ndocker create e\n', '#!/bin/sh\n'],
};

const comments: Cases = {
  'a comment about steps only goes with them': [
    lines`
      a

      # Make the
      # program.
      docker create e
      docker cp e:/app .

      # The image.
      docker build .
      `,
    lines`
      a

      # The image.
      docker build .
      `,
  ],
  'a comment that is also about a statement that stays, stays': [
    lines`
      # Make and build.
      docker create e
      docker build .
      docker rm e
      # More.
      docker rm e
      # Last.
      z
      `,
    lines`
      # Make and build.
      docker build .
      # Last.
      z
      `,
  ],
  'a comment with a blank line below stays': [
    lines`
      # usage: build.sh

      docker create e
      b
      `,
    lines`
      # usage: build.sh

      b
      `,
  ],
  'a comment above a chain of which something stays, stays': [
    lines`
      # Build.
      docker create e && b

      # Clean.
      docker rm e
      `,
    lines`
      # Build.
      b
      `,
  ],
  'the interpreter line is no comment of the step below': [
    lines`
      #!/bin/sh
      docker create e
      docker rm e

      # b
      b
      `,
    lines`
      #!/bin/sh
      # b
      b
      `,
  ],
  'a comment behind another statement is not about the step below': [
    lines`
      a # about a
      docker rm e
      b
      `,
    lines`
      a # about a
      b
      `,
  ],
  'the text of a heredoc is no comment': [
    lines`
      a <<EOF
      # text
      EOF
      docker rm e
      `,
    lines`
      a <<EOF
      # text
      EOF
      `,
  ],
};

const blanks: Cases = {
  'blank lines on both sides become one': [
    lines`
      a

      docker create e

      docker rm e

      b
      `,
    lines`
      a

      b
      `,
  ],
  'more blank lines stay as many as they were': [
    lines`
      a


      docker create e

      b
      `,
    lines`
      a


      b
      `,
  ],
  'a paragraph keeps its blank line when its first or last line goes': [
    lines`
      a

      docker create e
      b
      docker rm e

      c
      `,
    lines`
      a

      b

      c
      `,
  ],
  'none is left at the start and end of a block': [
    lines`
      if true; then
        docker create e

        b

        docker rm e
      fi
      for i in 1; do # each

        docker create e

        b

        docker rm e

      done
      `,
    lines`
      if true; then
        b
      fi
      for i in 1; do # each

        b

      done
      `,
  ],
  'none is left at the end of the file': [
    lines`
      a

      # Clean up.
      docker rm e
      `,
    lines`
      a
      `,
  ],
};

const chains: Cases = {
  'a chain of the whole pattern': [
    lines`
      docker build -t x/build . -f Dockerfile.build && \
       docker create --name e x/build && \
       docker cp e:/app ./app && \
       docker rm -f e && \
       echo done && \
       docker build -t x . && \
       rm ./app
      `,
    lines`
      echo done && \
       docker build -t x .
      `,
  ],
  'an indented chain keeps the indentation of its first operand': [
    '(\n  docker create e &&\n      b\n)\n',
    '(\n  b\n)\n',
  ],
  'operators at the start of lines': [
    lines`
      a \
        && docker create e \
        && docker rm e \
        && d \
        && rm app
      `,
    lines`
      a \
        && d
      `,
  ],
  'aligned backslashes stay aligned': [
    lines`
      a              && \
      docker rm e    && \
      docker cp e:/  && \
      ccccc          && \
      d
      `,
    lines`
      a              && \
      ccccc          && \
      d
      `,
  ],
  'a step in the middle of a line': ['a && docker rm e && b || docker rm e || c\n', 'a && b || c\n'],
  'several operands a line': ['a && docker rm e && \\\n  b && \\\n  docker rm e && c\n', 'a && \\\n  b && \\\n  c\n'],
  'the operator behind a step stays where they differ': [
    'a && docker rm e || c\na && \\\n  docker rm e || \\\n  c\n',
    'a || c\na || \\\n  c\n',
  ],
  'a failure handler goes with its step': [
    'docker rm e || exit 1\ndocker rm e || { fail; exit 1; }\ndocker rm e || exit 1 && b\na && docker rm e || c\n',
    'b\na || c\n',
  ],
  'a step that handles a failure': ['a || docker rm e\na || docker rm e && b\n', 'a\na && b\n'],
  'a test that guards nothing but a step goes with it': [
    '[ -f app ] && rm app\n[ -d dist ] || mkdir dist\n[[ -n $x ]] && ! test -f y && docker rm e\n[ -f a ] && docker rm e || b\n',
    '[ -f a ] || b\n',
  ],
  'comments between operands go with theirs': [
    lines`
      a && # why a
        # About e.
        docker rm e && # why e
        # About b.
        b && # why b
        # About f.
        docker rm f # why f
      docker rm e && # why e
        # About b.
        b
      `,
    lines`
      a && # why a
        # About b.
        b # why b
      # About b.
        b
      `,
  ],
  'a comment does not swallow what stands behind the chain': [
    lines`
      a && # why a
        docker rm e; b
      (a && # why a
        docker rm e)
      a && # why a
        docker rm e &
      `,
    lines`
      a # why a
        b
      (a # why a
        )
      a &
      `,
  ],
  'a heredoc between operands': [
    lines`
      a <<A &&
      a
      A
        docker rm e
      docker cp - e:/ <<A &&
      a
      A
        b <<B && docker rm e
      b
      B
      `,
    lines`
      a <<A
      a
      A
      b <<B
      b
      B
      `,
  ],
  'a chain in the background': [
    'docker create e && a &\na && docker rm e &\ndocker create e && docker rm e &\n',
    'a &\na &\n',
  ],
};

const branches: Cases = {
  'an if that loses all its arms': [
    lines`
      a
      # Clean.
      if [ -f app ] && [ -n "$x" ]; then
        echo cleaning
        rm app
      elif docker rm f; then
        cd x
      else
        docker rm e
      fi > /dev/null

      b
      `,
    lines`
      a

      b
      `,
  ],
  'a dead else': [
    'if a; then\n  b\nelse\n  # Not b.\n  docker rm e\nfi\nif a; then b; else docker rm e; fi\n',
    'if a; then\n  b\nfi\nif a; then b; fi\n',
  ],
  'a dead then with a living else': [
    lines`
      if a; then
        # Old.
        docker create e
        docker rm e # gone
      else
        b
      fi
      if a; then docker rm e; else b; fi
      if a; then docker rm e & else b; fi
      `,
    lines`
      if a; then
        :
      else
        b
      fi
      if a; then :; else b; fi
      if a; then :; else b; fi
      `,
  ],
  'a dead arm in the middle and one at the end': [
    lines`
      if a; then
        b
      elif c; then
        docker rm e
      elif d; then
        e
      elif [ f ]; then
        docker rm e
      elif docker create x; then
        docker rm e
      fi
      `,
    lines`
      if a; then
        b
      elif c; then
        :
      elif d; then
        e
      fi
      `,
  ],
  'the last arm keeps its place where its condition does something': [
    'if a; then\n  b\nelif c; then\n  docker rm e\nfi\n',
    'if a; then\n  b\nelif c; then\n  :\nfi\n',
  ],
  'a blank line before a dead else goes with it': [
    'if a; then\n  b\n\nelse\n  docker rm e\nfi\n',
    'if a; then\n  b\nfi\n',
  ],
  'a condition that does something stays with an empty body': [
    'if a; then\n  docker rm e\nfi\n',
    'if a; then\n  :\nfi\n',
  ],
  'what an arm prints stays where the if stays': [
    'if a; then\n  echo old\n  docker rm e\nelse\n  b\nfi\n',
    'if a; then\n  echo old\nelse\n  b\nfi\n',
  ],
  'arms of case': [
    lines`
      case $1 in
        a) docker rm e ;;
        (b | c)
          # Old.
          docker create e
          b

          docker rm e
          ;;
        d)
          docker rm e
          ;;
        e) docker rm e; b;;
        f) b; docker rm e ;;
        *) docker rm e
      esac
      `,
    lines`
      case $1 in
        a) ;;
        (b | c)
          # Old.
          b
          ;;
        d)
          ;;
        e) b;;
        f) b ;;
        *)
      esac
      `,
  ],
  'a case that loses everything': ['case $1 in\n  a) docker rm e ;;\n  *) echo no ;;\nesac\nb\n', 'b\n'],
};

const containers: Cases = {
  'a loop that loses its body': [
    lines`
      for x in a b; do
        echo "$x"
        docker rm "$x"
      done
      while [ -f app ]; do rm app; done
      until docker rm e; do sleep 1; done
      a
      `,
    lines`
      a
      `,
  ],
  'a loop whose condition does something': [
    'while read -r x; do\n  docker rm "$x"\ndone < list\nuntil a; do docker rm e; done\n',
    'while read -r x; do\n  :\ndone < list\nuntil a; do :; done\n',
  ],
  'a loop that keeps something': [
    'for x; do\n  docker create "$x"\n  b "$x"\n  docker rm "$x"\ndone\n',
    'for x; do\n  b "$x"\ndone\n',
  ],
  'subshells and groups': [
    '(cd x && docker rm e)\n{ set +e; docker rm e; }\n( cd x; docker rm e; b )\n{ docker rm e; b; }\n{ b; docker rm e; }\n(b; docker rm e &)\n',
    '( cd x; b )\n{ b; }\n{ b; }\n(b;)\n',
  ],
  'a step in front of the end of its group': ['(b\n  docker rm e)\n(docker rm e\n  b)\n', '(b\n  )\n(\n  b)\n'],
  'a log that something is still written to': [
    '{ echo start; docker rm e; } > log\n{ docker rm e; } > log\n',
    '{ echo start; } > log\n',
  ],
  'a pipe into or from nothing': ['echo y | docker rm e\ndocker rm e | docker rm -\na | b\n', 'a | b\n'],
  'a pipe with a group that keeps something': ['{ docker rm e; a; } | b\n', '{ a; } | b\n'],
  'a function that keeps a command of its own': [
    lines`
      run() {
        "$@"
      }

      # extract CONTAINER
      extract() {
        local container=$1
        run true
        docker rm "$container"
      }

      extract e
      run make
      `,
    lines`
      run() {
        "$@"
      }

      # extract CONTAINER
      extract() {
        local container=$1
        run true
      }

      run make
      `,
  ],
  'a function that is dead and not called': [
    lines`
      # clean CONTAINER
      clean() {
        local container=$1
        docker rm "$container"
      }

      function extract {
        docker cp e:/app .
      }
      trap clean EXIT
      extract || exit 1
      make clean
      `,
    lines`
      make clean
      `,
  ],
  'a function that is dead and still called': [
    'clean() {\n  # Away.\n  docker rm e\n}\nclean\nf() ( docker rm e )\nrun f\nrun() { "$@"; }\n',
    'clean() {\n  :\n}\nclean\nf() { :; }\nrun f\nrun() { "$@"; }\n',
  ],
  'constructs within constructs': [
    lines`
      main() {
        if a; then
          for x in 1 2; do
            docker create e && docker cp e:/app . || exit 1
          done

          (cd b && make && docker rm e)
        fi
      }
      main "$@"
      `,
    lines`
      main() {
        if a; then
          (cd b && make)
        fi
      }
      main "$@"
      `,
  ],
  'tabs and blanks at line ends stay': [
    'if a; then \n\tb \n\tdocker rm e \n\tc\t\nfi\t\n',
    'if a; then \n\tb \n\tc\t\nfi\t\n',
  ],
};

/** Scripts before and after the steps of the builder pattern are taken out, by topic. */
export const removalCases = {
  'whole statements': statements,
  comments,
  'blank lines': blanks,
  'chains with && and ||': chains,
  'if and case': branches,
  'loops, groups, functions and pipes': containers,
} satisfies Readonly<Record<string, Cases>>;

const condition = (of: string): string =>
  `its result decides whether a part of the script runs that stays, so the condition of ${of} cannot go`;

/** Scripts with a step that cannot be taken out, with the step and the reason. */
export const impossibleCases: Readonly<Record<string, readonly [text: string, at: string, why: string]>> = {
  'a condition': ['if docker cp e:/app .; then\n  make\nfi\n', 'docker cp e:/app .', condition('the statement')],
  'a negated condition of a later arm': [
    'if a; then\n  b\nelif ! docker rm e; then\n  docker rm e\nelse\n  c\nfi\n',
    'docker rm e',
    condition('the statement'),
  ],
  'the condition of a loop': ['while a && docker rm e; do\n  b\ndone\n', 'docker rm e', condition('the loop')],
  'a pipe into a command that stays': [
    'docker cp e:/app - | tar x\n',
    'docker cp e:/app -',
    'it stands in a pipe with a command that stays',
  ],
  'a heredoc of another statement before the rest of its last line': [
    'a <<A && if true\na\nA\nthen docker rm e; fi; b\n',
    'docker rm e',
    'the text of a heredoc that stays stands within it',
  ],
  'output in an argument': [
    'a "$(docker create x)"\n',
    'docker create x',
    'its output is part of a command that stays',
  ],
  'output in the list of a loop': [
    'for x in $(docker create x); do a; done\n',
    'docker create x',
    'its output is part of a command that stays',
  ],
};
