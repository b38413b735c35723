/** An inventory of so many services, ten servers each. */
export function largeInventory(services: number): string;
