import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells Afterimage what an image truly shows. */
public final class Label {

  private static final String HELP =
      """
      usage: java -cp '.:lib/*' Label.java [options] IMAGE_ID LABEL

      Tell Afterimage what an image truly shows; IMAGE_ID is as its prediction names it.

        --bootstrap HOST:PORT  default: AFTERIMAGE_BOOTSTRAP_SERVERS, then localhost:9092
        --topic-prefix PREFIX  default: AFTERIMAGE_TOPIC_PREFIX, then none
        --source NAME          who says so; default: the user
        --sha256 DIGEST        of the image's bytes, as in the prediction: for this image alone,
                               where several have the id""";

  public static void main(String[] args) throws InterruptedException {
    List<String> rest = new ArrayList<>(List.of(args));
    String bootstrap =
        option(rest, "--bootstrap", "AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092");
    String topic = option(rest, "--topic-prefix", "AFTERIMAGE_TOPIC_PREFIX", "") + "labels";
    String source = option(rest, "--source", "", System.getProperty("user.name"));
    String sha256 = option(rest, "--sha256", "", "");
    if (rest.size() != 2 || rest.contains("--help")) {
      System.out.println(HELP);
      System.exit(rest.contains("--help") ? 0 : 2);
    }
    String imageId = rest.get(0);
    ObjectNode label = new ObjectMapper().createObjectNode();
    label.put("imageId", imageId).put("label", rest.get(1));
    label.put("source", source).put("labelledAt", Instant.now().toString());
    if (!sha256.isEmpty()) {
      label.put("sha256", sha256);
    }

    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "example-label");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      // The key is the image's id: labels of one image stay in order, and the last one counts.
      producer.send(new ProducerRecord<>(topic, imageId, label.toString())).get();
    } catch (ExecutionException e) {
      System.err.println("not sent: " + e.getCause().getMessage());
      System.exit(1);
    }
    System.out.printf("%s is %s, says %s%n", imageId, rest.get(1), source);
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
