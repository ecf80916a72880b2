// Tells Afterimage what an image truly shows.
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import kafkajs from 'kafkajs'

const { Kafka, Partitioners, logLevel } = kafkajs

const BOOTSTRAP = process.env.AFTERIMAGE_BOOTSTRAP_SERVERS ?? 'localhost:9092'

const HELP = `usage: label.js [options] IMAGE_ID LABEL

Tell Afterimage what an image truly shows; IMAGE_ID is as its prediction names it.

  --bootstrap     default: AFTERIMAGE_BOOTSTRAP_SERVERS, then localhost:9092
  --topic-prefix  default: AFTERIMAGE_TOPIC_PREFIX, then none
  --source        who says so; default: the user
  --sha256        of the image's bytes, as in the prediction: for this image alone, where several
                  have the id`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bootstrap: { type: 'string', default: BOOTSTRAP },
    'topic-prefix': { type: 'string', default: process.env.AFTERIMAGE_TOPIC_PREFIX ?? '' },
    source: { type: 'string', default: userInfo().username },
    sha256: { type: 'string' },
    help: { type: 'boolean', short: 'h' }
  }
})
if (options.help || positionals.length !== 2) {
  console.log(HELP)
  process.exit(options.help ? 0 : 2)
}
const [imageId, label] = positionals

const kafka = new Kafka({
  clientId: 'example-label',
  brokers: options.bootstrap.split(','),
  logLevel: logLevel.ERROR
})
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  retry: { retries: 10 },
  createPartitioner: Partitioners.DefaultPartitioner
})
const event = {
  imageId,
  label,
  source: options.source,
  labelledAt: new Date().toISOString(),
  sha256: options.sha256 // left out of the JSON where there is none
}
try {
  await producer.connect()
  // The key is the image's id: labels of one image stay in order, and the last one counts.
  await producer.send({
    topic: options['topic-prefix'] + 'labels',
    acks: -1,
    messages: [{ key: imageId, value: JSON.stringify(event) }]
  })
  console.log(`${imageId} is ${label}, says ${options.source}`)
} catch (error) {
  console.error(`not sent: ${error.message}`)
  process.exitCode = 1
} finally {
  await producer.disconnect()
}
