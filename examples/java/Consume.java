import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints Afterimage's answers: a prediction, or the reason for a refusal, for every image. */
public final class Consume {

  private static final String HELP =
      """
      usage: java -cp '.:lib/*' Consume.java [options]

      Print Afterimage's answers until Ctrl-C.

        --bootstrap HOST:PORT  default: AFTERIMAGE_BOOTSTRAP_SERVERS, then localhost:9092
        --topic-prefix PREFIX  default: AFTERIMAGE_TOPIC_PREFIX, then none
        --group GROUP          consumers of a group share the work, and resume where it stopped;
                               default: example-consume-java""";

  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws IOException {
    List<String> rest = new ArrayList<>(List.of(args));
    String bootstrap =
        option(rest, "--bootstrap", "AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092");
    String prefix = option(rest, "--topic-prefix", "AFTERIMAGE_TOPIC_PREFIX", "");
    String group = option(rest, "--group", "", "example-consume-java");
    if (!rest.isEmpty()) {
      System.out.println(HELP);
      System.exit(rest.contains("--help") ? 0 : 2);
    }

    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "example-consume");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    // Answers are written in transactions: without this, those of aborted ones are seen as well.
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Runnable stop = // on Ctrl-C
        () -> {
          consumer.wakeup();
          closed.join();
        };
    Runtime.getRuntime().addShutdownHook(new Thread(stop));
    try (consumer) {
      consumer.subscribe(List.of(prefix + "predictions", prefix + "dead-letters"));
      while (true) {
        ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<String, byte[]> record : records) {
          print(record);
        }
        consumer.commitSync(); // what was printed: at least once
      }
    } catch (WakeupException stopped) {
      // Closing has handed the partitions over.
    } finally {
      closed.complete(null);
    }
  }

  /** Passes over marks of dead letters that were sent again. */
  private static void print(ConsumerRecord<String, byte[]> record) throws IOException {
    if (record.topic().endsWith("dead-letters")) { // elsewhere the headers are the image's own
      String reason = header(record, "afterimage-reason");
      if (!reason.isEmpty()) {
        String detail = header(record, "afterimage-detail");
        print("%-32s refused: %s: %s", record.key(), reason, detail);
      }
    } else {
      JsonNode prediction = JSON.readTree(record.value());
      print(
          "%-32s %-20s %5.1f%%  %s%s",
          prediction.get("imageId").asText(),
          prediction.get("label").asText(),
          100 * prediction.get("confidence").asDouble(),
          prediction.get("modelVersion").asText(),
          prediction.path("unknown").asBoolean() ? "  like nothing learned" : "");
    }
  }

  /** Without what steers a terminal: ids are the senders'. */
  private static void print(String format, Object... values) {
    System.out.println(format.formatted(values).replaceAll("\\p{Cntrl}", "?"));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
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
