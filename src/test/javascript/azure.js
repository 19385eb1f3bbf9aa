// What the tests are run against: connection strings in the environment, as the Java part of the contract names them.

function variable(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`the environment must have ${name}, a connection string`);
  }
  return value;
}

export const serviceBus = () => variable('WEIR_CONTRACT_SERVICE_BUS');
export const eventHubs = () => variable('WEIR_CONTRACT_EVENT_HUBS');
export const webPubSub = () => variable('WEIR_CONTRACT_WEB_PUBSUB');

/** Waits until what is asked for is true, or fails with the question. */
export async function until(question, condition, milliseconds = 60_000) {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`after ${milliseconds} ms still not: ${question}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
