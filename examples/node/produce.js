// Sends image files to Afterimage. The key of a record is the image's id: the path below the folder
// that was given, or a file's name. The answer has the same key.
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import kafkajs from 'kafkajs'

const { Kafka, Partitioners, logLevel } = kafkajs

const BOOTSTRAP = process.env.AFTERIMAGE_BOOTSTRAP_SERVERS ?? 'localhost:9092'

const HELP = `usage: produce.js [--bootstrap HOST:PORT] [--topic-prefix PREFIX] [--group GROUP] FILE|DIR...

Send image files to Afterimage.

  --bootstrap     default: AFTERIMAGE_BOOTSTRAP_SERVERS, then localhost:9092
  --topic-prefix  default: AFTERIMAGE_TOPIC_PREFIX, then none
  --group         what the images belong to, such as one scene: training keeps them on the same
                  side of its split`

// Images of one request; those of a partition are one batch, of which the topic takes 32 MiB.
const MOST_BYTES = 8 * 1024 * 1024

// Pairs of an id and a file; a link that leads to no file is reported when it is read.
async function * images (paths) {
  for (const path of paths) {
    try {
      const folder = (await stat(path)).isDirectory()
      const entries = folder ? await readdir(path, { recursive: true, withFileTypes: true }) : []
      const files = entries
        .filter(entry => entry.isFile() || entry.isSymbolicLink())
        .map(entry => join(entry.parentPath ?? entry.path, entry.name))
      for (const file of folder ? files.sort() : [path]) {
        yield { id: folder ? relative(path, file) : basename(file), file }
      }
    } catch (error) {
      fail([path], error)
    }
  }
}

async function read (id, file) {
  const headers = { 'captured-at': (await stat(file)).mtime.toISOString() }
  if (options.group) headers.group = options.group
  return { key: id, value: await readFile(file), headers }
}

const { values: options, positionals: paths } = parseArgs({
  allowPositionals: true,
  options: {
    bootstrap: { type: 'string', default: BOOTSTRAP },
    'topic-prefix': { type: 'string', default: process.env.AFTERIMAGE_TOPIC_PREFIX ?? '' },
    group: { type: 'string' },
    help: { type: 'boolean', short: 'h' }
  }
})
if (options.help || paths.length === 0) {
  console.log(HELP)
  process.exit(options.help ? 0 : 2)
}

const kafka = new Kafka({
  clientId: 'example-produce',
  brokers: options.bootstrap.split(','),
  logLevel: logLevel.ERROR
})
const producer = kafka.producer({
  idempotent: true, // with acks of all replicas: no retry sends an image twice or out of order
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  retry: { retries: 10 },
  createPartitioner: Partitioners.DefaultPartitioner // Kafka's own: an id has one partition
})
let sent = 0
let failed = 0

function fail (ids, error) {
  failed += ids.length
  console.error(`${ids.join(', ')}: not sent: ${error.message}`)
}

async function send (messages) {
  try {
    await producer.send({ topic: options['topic-prefix'] + 'images', acks: -1, messages })
    sent += messages.length
  } catch (error) {
    fail(messages.map(message => message.key), error)
  }
}

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { stopping = true })
await producer.connect()
let waiting = []
let bytes = 0
for await (const { id, file } of images(paths)) {
  if (stopping) break
  let message
  try {
    message = await read(id, file)
  } catch (error) {
    fail([id], error)
    continue
  }
  if (waiting.length > 0 && bytes + message.value.length > MOST_BYTES) {
    await send(waiting)
    waiting = []
    bytes = 0
  }
  waiting.push(message)
  bytes += message.value.length
}
if (waiting.length > 0) await send(waiting)
await producer.disconnect()
console.log(`${sent} sent, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
