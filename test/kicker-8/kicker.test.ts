import { describeKicker } from '../kicker/scenarios.ts';

describeKicker('trixie');
