import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends image files to Afterimage. The key of a record is the image's id: the path below the folder
 * that was given, or a file's name. The answer has the same key.
 */
public final class Produce {

  private static final String HELP =
      """
      usage: java -cp '.:lib/*' Produce.java [options] FILE|DIR...

      Send image files to Afterimage.

        --bootstrap HOST:PORT  default: AFTERIMAGE_BOOTSTRAP_SERVERS, then localhost:9092
        --topic-prefix PREFIX  default: AFTERIMAGE_TOPIC_PREFIX, then none
        --group GROUP          what the images belong to, such as one scene: training keeps them on
                               the same side of its split""";

  private static final AtomicBoolean stopping = new AtomicBoolean();
  private static final AtomicInteger sent = new AtomicInteger();
  private static final AtomicInteger failed = new AtomicInteger();

  public static void main(String[] args) {
    List<String> paths = new ArrayList<>(List.of(args));
    String bootstrap =
        option(paths, "--bootstrap", "AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092");
    String topic = option(paths, "--topic-prefix", "AFTERIMAGE_TOPIC_PREFIX", "") + "images";
    String group = option(paths, "--group", "", "");
    if (paths.isEmpty() || paths.contains("--help")) {
      System.out.println(HELP);
      System.exit(paths.isEmpty() ? 2 : 0);
    }

    CompletableFuture<Void> finished = new CompletableFuture<>();
    Runnable finish = // on Ctrl-C: what was begun
        () -> {
          stopping.set(true);
          finished.join();
        };
    Runtime.getRuntime().addShutdownHook(new Thread(finish));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            settings(bootstrap), new StringSerializer(), new ByteArraySerializer())) {
      for (String path : paths) {
        send(producer, topic, Path.of(path), group);
      }
    } finally { // closing has waited for all that was on its way
      System.out.println(sent + " sent, " + failed + " failed");
      finished.complete(null);
    }
    System.exit(failed.get() > 0 ? 1 : 0);
  }

  private static Properties settings(String bootstrap) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "example-produce");
    // With acks=all: no retry sends an image twice or out of order.
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    // Above what the topic takes (32 MiB), so that the broker decides, not the client.
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 36 * 1024 * 1024);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 72L * 1024 * 1024);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"); // images are compressed already
    return settings;
  }

  private static void send(
      KafkaProducer<String, byte[]> producer, String topic, Path path, String group) {
    for (Path file : files(path)) {
      if (stopping.get()) {
        return;
      }
      String id = (Files.isDirectory(path) ? path.relativize(file) : file.getFileName()).toString();
      try {
        var record = new ProducerRecord<>(topic, id, Files.readAllBytes(file));
        record.headers().add("captured-at", utf8(Files.getLastModifiedTime(file).toString()));
        if (!group.isEmpty()) {
          record.headers().add("group", utf8(group));
        }
        producer.send(record, (place, error) -> count(id, error));
      } catch (IOException e) {
        count(id, e);
      }
    }
  }

  private static List<Path> files(Path path) {
    try {
      Path root = path.toRealPath(); // a link to a folder would not be walked
      try (Stream<Path> found = Files.walk(root)) {
        // A link that leads to no file is reported when it is read.
        return found
            .filter(file -> Files.isRegularFile(file) || Files.isSymbolicLink(file))
            .map(file -> path.resolve(root.relativize(file)))
            .sorted()
            .toList();
      }
    } catch (IOException | UncheckedIOException e) {
      count(path.toString(), e);
      return List.of();
    }
  }

  private static void count(String id, Exception error) {
    (error == null ? sent : failed).incrementAndGet();
    if (error != null) {
      System.err.println(id + ": not sent: " + error);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Takes an option and its value out of the arguments. */
  private static String option(List<String> args, String name, String variable, String otherwise) {
    int at = args.indexOf(name);
    if (at < 0) {
      return System.getenv().getOrDefault(variable, otherwise);
    }
    args.remove(at);
    return args.remove(at);
  }
}
