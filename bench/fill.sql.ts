/** As the upkeep of either engine does after many insertions by itself, sooner or later. */
export const FILLED = 'vacuum analyze';
