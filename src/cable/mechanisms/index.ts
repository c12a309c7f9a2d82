/** The channels that study files name. */
import type { Channel } from './channel.ts';
import { Ih } from './Ih.ts';
import { NaTa_t } from './NaTa_t.ts';
import { SKv3_1 } from './SKv3_1.ts';

export const CHANNELS: Readonly<Record<string, Channel>> = { Ih, NaTa_t, SKv3_1 };
