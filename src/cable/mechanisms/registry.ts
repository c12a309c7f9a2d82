/** All channels by name. */
import type { Channel } from './channel.ts';
import { Ca_HVA } from './Ca_HVA.ts';
import { Ca_LVAst } from './Ca_LVAst.ts';
import { hh_k, hh_leak, hh_na } from './hh.ts';
import { Ih } from './Ih.ts';
import { Im } from './Im.ts';
import { K_Pst } from './K_Pst.ts';
import { K_Tst } from './K_Tst.ts';
import { Nap_Et2 } from './Nap_Et2.ts';
import { NaTa_t } from './NaTa_t.ts';
import { NaTs2_t } from './NaTs2_t.ts';
import { SK_E2 } from './SK_E2.ts';
import { SKv3_1 } from './SKv3_1.ts';

/** Channels that a mechanism can name: those of Hay et al. (2011), and the three currents of `hh`. */
export const ION_CHANNELS: Readonly<Record<string, Channel>> = {
  Ih,
  NaTa_t,
  NaTs2_t,
  Nap_Et2,
  SKv3_1,
  Im,
  K_Pst,
  K_Tst,
  Ca_HVA,
  Ca_LVAst,
  SK_E2,
  hh_na,
  hh_k,
  hh_leak,
};
