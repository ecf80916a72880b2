// Prints Afterimage's answers: a prediction, or the reason for a refusal, for every image.
import { parseArgs } from 'node:util'
import kafkajs from 'kafkajs'

const { Kafka, logLevel } = kafkajs

const BOOTSTRAP = process.env.AFTERIMAGE_BOOTSTRAP_SERVERS ?? 'localhost:9092'

const HELP = `usage: consume.js [--bootstrap HOST:PORT] [--topic-prefix PREFIX] [--group GROUP]

Print Afterimage's answers until Ctrl-C.

  --bootstrap     default: AFTERIMAGE_BOOTSTRAP_SERVERS, then localhost:9092
  --topic-prefix  default: AFTERIMAGE_TOPIC_PREFIX, then none
  --group         consumers of a group share the work, and resume where it stopped;
                  default: example-consume-node`

const { values: options } = parseArgs({
  options: {
    bootstrap: { type: 'string', default: BOOTSTRAP },
    'topic-prefix': { type: 'string', default: process.env.AFTERIMAGE_TOPIC_PREFIX ?? '' },
    group: { type: 'string', default: 'example-consume-node' },
    help: { type: 'boolean', short: 'h' }
  }
})
if (options.help) {
  console.log(HELP)
  process.exit(0)
}

// A line for an answer; none for marks of dead letters that were sent again.
function text (topic, { key, value, headers }) {
  if (topic.endsWith('dead-letters')) { // elsewhere the headers are the image's own
    const { 'afterimage-reason': reason, 'afterimage-detail': detail } = headers
    return reason && `${String(key ?? '').padEnd(32)} refused: ${reason}: ${detail}`
  }
  const { imageId, label, confidence, modelVersion, unknown } = JSON.parse(value)
  const share = `${(100 * confidence).toFixed(1)}%`.padStart(6)
  const novel = unknown ? '  like nothing learned' : ''
  return `${imageId.padEnd(32)} ${label.padEnd(20)} ${share}  ${modelVersion}${novel}`
}

const kafka = new Kafka({
  clientId: 'example-consume',
  brokers: options.bootstrap.split(','),
  logLevel: logLevel.ERROR
})
const consumer = kafka.consumer({
  groupId: options.group,
  allowAutoTopicCreation: false,
  readUncommitted: false // answers are written in transactions: those of aborted ones are not seen
})

// Committing where it is, and handing the partitions over at once.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => consumer.disconnect())
consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
  console.error(`cannot read answers: ${error.message}`)
  if (!restart) process.exitCode = 1
})

const topics = ['predictions', 'dead-letters'].map(topic => options['topic-prefix'] + topic)
await consumer.connect()
await consumer.subscribe({ topics, fromBeginning: true })
await consumer.run({
  // Committed is what this returned from: at least once.
  eachMessage: async ({ topic, message }) => {
    const line = text(topic, message)
    // Ids are the senders': nothing in them steers the terminal.
    if (line) console.log(line.replace(/\p{Cc}/gu, '?'))
  }
})
