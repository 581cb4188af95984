import { classic, lines, type Classic, type Expected, type LegacyCase } from '../support/legacy.js';

/** One case of a row of the hazard table (§4.3). */
export interface HazardCase extends LegacyCase {
  readonly rule: string;
  /** What would break for the user. */
  readonly what: string;
}

export const goBuilder = lines('FROM golang:1.19', 'WORKDIR /src', 'COPY main.go .', 'RUN go build -o /out/app .');
export const nodeBuilder = lines('FROM node:8', 'WORKDIR /src', 'COPY package.json .', 'RUN npm run build');
export const appRuntime = lines('FROM alpine', 'COPY app /');
export const htmlRuntime = lines('FROM nginx', 'COPY dist /html');

/** A compiled program that goes into an alpine image, with what the case changes. */
export function program(rule: string, what: string, project: Partial<Classic>, expected: Expected): HazardCase {
  const carry = ['docker cp c:/out/app app'];
  return { rule, what, files: classic({ builder: goBuilder, runtime: appRuntime, carry, ...project }), expected };
}

/** A folder of web files that goes into an nginx image, with what the case changes. */
export function folder(rule: string, what: string, project: Partial<Classic>, expected: Expected): HazardCase {
  const carry = ['docker cp c:/src/dist dist'];
  const files = { 'package.json': '{}\n', ...project.files };
  const base = { builder: nodeBuilder, runtime: htmlRuntime, carry };
  return { rule, what, files: classic({ ...base, ...project, files }), expected };
}

/** The builder with lines in front of its RUN. */
export function beforeRun(...more: readonly string[]): string {
  return goBuilder.replace('RUN', `${lines(...more)}RUN`);
}

/** A script of one's own beside the usual files. */
export function scripted(
  rule: string,
  what: string,
  script: readonly string[],
  files: Readonly<Record<string, string>>,
  expected: Expected,
): HazardCase {
  const usual = { 'main.go': 'package main\n', 'Dockerfile.build': goBuilder, Dockerfile: appRuntime };
  return { rule, what, files: { ...usual, 'build.sh*': lines('#!/bin/sh', 'set -e', ...script), ...files }, expected };
}
