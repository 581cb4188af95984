import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  driversAmong,
  findCandidates,
  interpreterOf,
  isPossibleDriver,
  type Candidates,
} from '../../lib/discover/candidates.js';
import { unreadableDrivers } from '../../lib/discover/unreadable.js';
import { checkoutOf, newFolder, newRepository, present, removeFolders, write } from './fixtures.js';

type Role = keyof Candidates | 'none';

const from = 'FROM golang:1.8\nRUN make\n';

/** [path, content, role] */
const rows: readonly (readonly [string, string, Role])[] = [
  ...[
    'Dockerfile',
    'Dockerfile.build',
    'Dockerfile.build.armhf',
    'Dockerfile-release',
    'Dockerfile_build',
    'dockerfile',
    'dockerfile_build',
    'DOCKERFILE',
    'build.Dockerfile',
    'build.dockerfile',
    'Containerfile',
    'Containerfile.dev',
    'a/b/Dockerfile.x86_64',
    'vendor/x/Dockerfile',
    'build-dockerfile',
    'x.Dockerfile.arm',
  ].map((path) => [path, '', 'dockerfiles'] as const),
  ['app.Docker', from, 'dockerfiles'],
  ['nginx.conf.docker', 'server {}', 'none'],
  ['Dockerfile.go', from, 'dockerfiles'],
  ['Dockerfile.txt', `# syntax=x\n\n${from}`, 'dockerfiles'],
  ['Dockerfile.in', `ARG BASE=x\n${from}`, 'dockerfiles'],
  ['DockerfileBuild', from, 'dockerfiles'],
  ['Dockerfile.txt', 'notes', 'none'],
  ['Dockerfile.md', from, 'none'],
  ['Dockerfile.html', from, 'none'],
  ['Dockerfile~', from, 'none'],
  ['Dockerfile.sh', '#!/bin/sh\ndocker build .\n', 'scripts'],
  ['dockerfile.py', 'from os import path\n', 'otherDrivers'],
  ['dockerfile.ts', 'export {};\n', 'javascript'],
  ['dockerfileParser', 'something', 'none'],
  ['.dockerignore', '*', 'ignoreFiles'],
  ['Dockerfile.build.dockerignore', '*', 'ignoreFiles'],
  ['.containerignore', '*', 'ignoreFiles'],
  ['build.sh', '', 'scripts'],
  ['deep/down/x.bash', '', 'scripts'],
  ['run.command', '', 'scripts'],
  ['ci/build', '#!/usr/bin/env bash\n', 'scripts'],
  ['script/binary', '#!/bin/sh -e\n', 'scripts'],
  ['make/photon/registry/builder', '#! /bin/bash\n', 'scripts'],
  ['build', '#!/usr/bin/env -S FOO=1 zsh\n', 'scripts'],
  ['lib/tool*', '#!/bin/dash\r\n', 'scripts'],
  ['lib/tool', '#!/bin/dash\n', 'none'],
  ['lib/tool*', 'no shebang', 'none'],
  ['bin/tool.v2', '#!/bin/ksh93\n', 'scripts'],
  ['bin/tool', '#!/usr/bin/env node\n', 'javascript'],
  ['bin/tool', '#!/usr/bin/python3.9\n', 'otherDrivers'],
  ['bin/tool', '#!/usr/bin/make -f\n', 'makefiles'],
  ['bin/tool', '#!/usr/bin/env pwsh\n', 'powershell'],
  ['node_modules/x/install.sh', '', 'none'],
  ['vendor/x/build.sh', '', 'none'],
  ['third_party/x/Makefile', '', 'none'],
  ['pkg/vendor/x/package.json', '{}', 'none'],
  ['Makefile', '', 'makefiles'],
  ['makefile', '', 'makefiles'],
  ['GNUmakefile', '', 'makefiles'],
  ['Makefile.docker', '', 'makefiles'],
  ['rules.mk', '', 'makefiles'],
  ['Makefile.am', '', 'otherDrivers'],
  ['Makefile.in', '', 'otherDrivers'],
  ['gulpfile.js', '', 'javascript'],
  ['build.mts', '', 'javascript'],
  ['types.d.ts', '', 'none'],
  ['jquery.min.js', '', 'none'],
  ['package.json', '{}', 'packageJson'],
  ['docker-compose.yml', '', 'compose'],
  ['docker-compose.ci.build.yml', '', 'compose'],
  ['compose.yaml', '', 'compose'],
  ['compose.prod.yml', '', 'compose'],
  ['ci/test.docker-compose.yml', '', 'compose'],
  ['.github/workflows/build.yml', '', 'ci'],
  ['.github/actions/x/action.yaml', '', 'ci'],
  ['.gitlab-ci.yml', '', 'ci'],
  ['ci/build.gitlab-ci.yml', '', 'ci'],
  ['.travis.yml', '', 'ci'],
  ['.circleci/config.yml', '', 'ci'],
  ['circle.yml', '', 'ci'],
  ['Jenkinsfile', '', 'ci'],
  ['ci/Jenkinsfile.release', '', 'ci'],
  ['azure-pipelines.yml', '', 'ci'],
  ['.drone.yml', '', 'ci'],
  ['bitbucket-pipelines.yml', '', 'ci'],
  ['cloudbuild.yaml', '', 'ci'],
  ['cloudbuild.json', '', 'ci'],
  ['build.ps1', '', 'powershell'],
  ['build.py', '', 'otherDrivers'],
  ['playbook.yml', '', 'otherDrivers'],
  ['build.bat', '', 'otherDrivers'],
  ['Rakefile', '', 'otherDrivers'],
  ['justfile', '', 'otherDrivers'],
  ['README.md', '', 'none'],
  ['LICENSE', '', 'none'],
  ['main.c', '', 'none'],
  ['logo.png', '#!/bin/sh\n', 'none'],
];

function rolesOf(candidates: Candidates): readonly string[] {
  return Object.entries(candidates)
    .filter(([, list]: [string, readonly unknown[]]) => list.length > 0)
    .map(([role]) => role);
}

describe('which files may form a builder pattern', () => {
  afterEach(removeFolders);

  for (const [path, content, role] of rows) {
    it(`${path}${content === '' ? '' : ` (${JSON.stringify(content.slice(0, 24))})`}: ${role}`, () => {
      expect(rolesOf(findCandidates(present({ [path]: content })))).to.deep.equal(role === 'none' ? [] : [role]);
    });
  }

  it('each CI system by its own name', () => {
    const names = [
      '.circleci/config.yml',
      '.drone.yml',
      '.github/workflows/a.yml',
      '.gitlab-ci.yml',
      '.travis.yml',
      'Jenkinsfile',
      'azure-pipelines.yml',
      'bitbucket-pipelines.yml',
      'cloudbuild.yaml',
    ];
    const systems = findCandidates(present(Object.fromEntries(names.map((name) => [name, ''])))).ci.map(
      ({ system }) => system,
    );
    expect(systems).to.deep.equal([
      'circleci',
      'drone',
      'github',
      'gitlab',
      'travis',
      'jenkins',
      'azure',
      'bitbucket',
      'cloudbuild',
    ]);
  });

  it('a linked Dockerfile counts, a linked script does not', () => {
    const folder = newFolder();
    write(folder, { 'x/real.sh': '', 'x/Dockerfile': '' });
    symlinkSync('x/real.sh', join(folder, 'build.sh'));
    symlinkSync('x/Dockerfile', join(folder, 'Dockerfile.link'));
    const { scripts, dockerfiles } = findCandidates(checkoutOf(folder));
    expect({ scripts, dockerfiles }).to.deep.equal({
      scripts: ['x/real.sh'],
      dockerfiles: ['Dockerfile.link', 'x/Dockerfile'],
    });
  });

  it('with a git index the same as without', () => {
    const files = Object.fromEntries(
      rows
        .filter(([path], at) => rows.findIndex(([other]) => other === path) === at)
        .map(([path, content]) => [path, content]),
    );
    const folder = newRepository(files);
    write(folder, { 'untracked.sh': '' });
    const ordered = present(files);
    expect(findCandidates(checkoutOf(folder))).to.deep.equal(findCandidates(ordered));
  });
});

describe('the interpreter of a script', () => {
  for (const [line, expected] of [
    ['#!/bin/sh', 'sh'],
    ['#! /bin/bash -e', 'bash'],
    ['#!/usr/bin/env bash', 'bash'],
    ['#!/usr/bin/env -S -i A=b dash -x', 'dash'],
    ['\u00ef\u00bb\u00bf#!/bin/sh', 'sh'],
    ['#!/bin/busybox ash', 'ash'],
    ['#!', undefined],
    ['# !/bin/sh', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(line)}: ${String(expected)}`, () => expect(interpreterOf(`${line}\n`)).to.equal(expected));
  }
});

describe('which scripts are worth evaluation', () => {
  afterEach(removeFolders);
  for (const [text, expected] of [
    ['docker build .', true],
    ['  podman cp a:/b c', true],
    ['$DOCKER cp x', true],
    ['${MY_DOCKER_CMD} run', true],
    ['nerdctl build', true],
    ['buildah bud', true],
    ['# docker build .\necho', false],
    ['#!/bin/sh\n#   docker\nmake', false],
    ['  #docker(x) { run(`docker ${x}`) }', true],
    ['make all', false],
    ['', false],
  ] as const) {
    it(`${JSON.stringify(text)}: ${expected}`, () => expect(isPossibleDriver(text)).to.equal(expected));
  }

  it('picks them from a list, and keeps what it cannot see whole', () => {
    const checkout = present({ 'a.sh': 'docker build .', 'b.sh': 'make', 'big.sh': `${' '.repeat(1 << 20)}docker` });
    expect(driversAmong(checkout, ['a.sh', 'b.sh', 'big.sh', 'gone.sh'])).to.deep.equal(['a.sh', 'big.sh', 'gone.sh']);
  });
});

describe('drivers that cannot be evaluated are reported with their line', () => {
  afterEach(removeFolders);
  for (const [path, line, found] of [
    ['b.ps1', 'docker cp ${id}:/app .', true],
    ['b.ps1', '& $docker cp x:/a .', true],
    ['b.ps1', 'docker.exe container create --name x y', true],
    ['b.py', 'subprocess.call(["docker", "cp", src, dst])', true],
    ['b.py', "run('docker', '--context=x', 'create', y)", true],
    ['b.py', 'bits, stat = c.get_archive("/app")', true],
    ['b.py', '# docker cp x y', false],
    ['b.py', 'docker_compose("create")', false],
    ['b.bat', '%DOCKER% cp x:/a a', true],
    ['b.bat', 'rem docker cp x y', false],
    ['b.rb', '`docker export #{id}`', true],
    ['play.yml', '  command: docker cp x:/a a', true],
    ['play.yml', '  community.docker.docker_container_copy_into:', true],
    ['b.py', 'docker network create x', false],
    ['b.py', 'docker volume create x', false],
    ['b.py', 'docker build .', false],
    ['mage.go', 'exec.Command("docker", "cp", a, b)', true],
    ['b.sh', 'docker cp a b', false],
  ] as const) {
    it(`${path}: ${line}${found ? '' : ' (no)'}`, () => {
      const checkout = present({ [path]: `first\r\n${line}\r\nlast\n` });
      const drivers = unreadableDrivers(checkout, findCandidates(checkout));
      expect(drivers.map((driver) => [driver.path, driver.line, driver.text])).to.deep.equal(
        found ? [[path, 2, line.trim()]] : [],
      );
    });
  }
});
