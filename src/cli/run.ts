/** What the commands have in common: load the study, run with progress and Ctrl-C, print the report. */
import type { Report } from '../study/report.ts';
import type { ResolvedStudy } from '../study/resolved.ts';
import type { Progress } from '../study/progress.ts';
import { withInterrupt } from './exit.ts';

/** The options that every command has. */
export interface CommonOptions {
  readonly quiet?: boolean;
}

/** Runs `work` with progress on stderr and prints its report. Throws what it throws. */
export async function runCommand(
  { quiet = false }: CommonOptions,
  work: (progress: Progress) => Promise<Report>,
): Promise<void> {
  const [{ Progress }, { progressView }, { printReport }] = await Promise.all([
    import('../study/progress.ts'),
    import('./progressView.ts'),
    import('./print.ts'),
  ]);
  const view = progressView(process.stderr, quiet);
  const report = await withInterrupt(async (signal) => {
    try {
      return await work(new Progress({ signal, observe: view.observe }));
    } finally {
      view.close();
    }
  });
  printReport(report, quiet);
}

/** Loads and checks a study file, and prints its notes unless `quiet`. */
export async function openStudy(file: string, { quiet = false }: CommonOptions): Promise<ResolvedStudy> {
  const [{ loadStudy }, { nodeStudyFiles }] = await Promise.all([
    import('../study/load.ts'),
    import('../io/node/studyFiles.ts'),
  ]);
  const study = await loadStudy(file, nodeStudyFiles);
  if (!quiet && study.notes.length > 0) (await import('./print.ts')).printNotes(study.notes);
  return study;
}

/** Whether there is a folder at a path. */
export async function isFolder(path: string): Promise<boolean> {
  const { stat } = await import('node:fs/promises');
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
