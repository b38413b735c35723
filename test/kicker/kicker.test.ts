import { describeKicker } from './scenarios.ts';

describeKicker('bookworm');
