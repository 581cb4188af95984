import type { Program } from '../../../script/program.js';
import { walk } from '../../../script/walk.js';
import { cut, type Cut } from './cuts.js';
import type { Fates } from './fates.js';
import type { Layout } from './layout.js';

/** What stands in the way of a removal. */
export interface Obstacle {
  readonly at: Program;
  readonly why: string;
}

/** What the removal of statements reads, and what it collects on its way through one script. */
export interface Work {
  readonly layout: Layout;
  readonly fates: Fates;
  readonly cuts: Cut[];
  /** Where the blocks that lose statements begin and end. */
  readonly opens: number[];
  readonly closes: number[];
  /** Every program that is no longer in the text. */
  readonly vanished: Set<Program>;
  readonly obstacles: Obstacle[];
}

/** Notes that programs vanish, cuts their heredocs, and gives the commands among them. */
export function vanish(work: Work, programs: readonly Program[]): readonly Program[] {
  const commands: Program[] = [];
  const owners = new Set<Program>();
  for (const program of programs) {
    walk(program, (below) => {
      work.vanished.add(below);
      owners.add(below);
      if (below.kind === 'command') commands.push(below);
      if (below.kind === 'unread')
        work.obstacles.push({ at: below, why: 'a part of the script that is not read would go with it' });
    });
  }
  const bodies = work.layout.heredocs.filter(({ owner }) => owners.has(owner));
  work.cuts.push(...bodies.map(({ start, end }) => cut(start, end, commands)));
  return commands;
}
