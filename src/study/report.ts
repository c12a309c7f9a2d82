/** What a command has to say when it is done: tables for the terminal, the files it wrote, notes. And the options it takes. */
import type { Column, TableRow } from '../tables/table.ts';
import type { ProbeStanding } from './probeFiles.ts';

/** A table with its heading. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

/** The outcome of a command. */
export interface Report {
  /** A paragraph before the tables. */
  readonly text?: string;
  readonly tables: readonly ReportTable[];
  /** Folder of the results, if any were written. */
  readonly folder?: string;
  /** Files written, relative to the folder, each with a few words on what it holds. */
  readonly files?: readonly { readonly name: string; readonly what: string }[];
  /** What the user should know; one line each. */
  readonly notes?: readonly string[];
}

/** Where results go. */
export interface OutputOptions {
  /** Folder instead of the study's own. */
  readonly out?: string;
  /** Replace earlier results of spikefield there. */
  readonly replace: boolean;
}

export interface SimulateOptions extends OutputOptions {
  /** Seed instead of the study's own; an error where nothing is simulated. */
  readonly seed?: number;
  /** Threads to simulate in; `auto`: as many as pay; an error where nothing is simulated. Default 1. */
  readonly threads?: number | 'auto';
  /** Time between checkpoints of the network, s of the clock on the wall; an error where nothing is simulated. Default: none. */
  readonly checkpointEvery?: number;
  /** Go on from the checkpoint of an earlier run; an error where nothing is simulated. */
  readonly resume?: boolean;
}

export interface PredictOptions extends SimulateOptions {
  /** Folders of kernel sets to look at besides the published ones, first come first served. */
  readonly sets: readonly string[];
  /** File with current kernels of an earlier run to use; an error if they are not those of the study. */
  readonly kernels?: string;
  /** Probes instead of those of the study. */
  readonly probes?: OtherProbes;
}

/** Probes from files. */
export interface OtherProbes {
  /** At least one. */
  readonly files: readonly string[];
  /** What files of the probeinterface package do not say. */
  readonly standing: ProbeStanding;
}

export interface KernelSetOptions {
  /** Folders of kernel sets to look at besides the published ones. */
  readonly sets: readonly string[];
}
