package io.afterimage.benchmarks.rig;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** An instance in a container of little memory, and what it makes of a flood of images. */
public final class ContainerFlood {

  /** The answer to an image that has a prediction; otherwise it is the dead letter's reason. */
  public static final String PREDICTED = "predicted";

  private static final long MEBIBYTE = 1024 * 1024;
  private static final int REQUEST_BYTES = 36 * 1024 * 1024;

  /** As the container image has it. */
  private static final List<String> JVM = List.of("-XX:MaxRAMPercentage=40");

  private ContainerFlood() {}

  /**
   * The outcome for all images.
   *
   * @param answers by id
   * @param groupPeakMiB the most memory that the container had, page cache included
   * @param processPeakMiB the most that the process had
   * @param waits how many images waited for memory
   * @param seconds from the first image to the last answer
   */
  public record Outcome(
      Map<String, String> answers,
      double groupPeakMiB,
      double processPeakMiB,
      double waits,
      double seconds) {

    /** Copies the answers, in the order of their ids. */
    public Outcome {
      answers = new TreeMap<>(answers);
    }
  }

  /**
   * Sends the images to a new installation and waits for an answer to each.
   *
   * @param group the name of the control group, which must not exist
   * @param limitMiB what the container may take
   * @param options further options of the instance
   * @param images by id, sent in this order
   * @throws IllegalStateException when the instance ends, or does not answer in time
   */
  public static Outcome run(
      String group, int limitMiB, Map<String, String> options, Map<String, byte[]> images)
      throws ExecutionException, InterruptedException {
    try (MemoryGroup container = MemoryGroup.create(group, limitMiB * MEBIBYTE);
        Installation installation = Installation.open();
        StreamChild child =
            StreamChild.start(
                installation, "memory", "benchmark", options, container.entry(), JVM)) {
      child.awaitVersion(installation.publish(Bench.MODELS.withHead(1)).modelVersion());
      long started = System.nanoTime();
      send(installation, images);
      Map<String, String> answers = await(installation, child, images.size());
      return new Outcome(
          answers,
          container.peakMiB(),
          child.figures().peakMiB(),
          child.meter("afterimage_decode_memory_waits_total"),
          (System.nanoTime() - started) / (double) Duration.ofSeconds(1).toNanos());
    }
  }

  private static Map<String, String> await(
      Installation installation, StreamChild child, int images) {
    Map<String, String> answers = new HashMap<>();
    try (TopicScan predictions = new TopicScan(installation, installation.names().predictions());
        TopicScan letters = new TopicScan(installation, installation.names().deadLetters())) {
      Load.until(
          () -> {
            child.requireAlive();
            predictions.readOn(record -> answers.put(TopicScan.key(record), PREDICTED));
            letters.readOn(
                record ->
                    answers.put(
                        TopicScan.key(record),
                        new String(
                            record.headers().lastHeader("afterimage-reason").value(),
                            StandardCharsets.UTF_8)));
            return answers.size() == images;
          });
    }
    return answers;
  }

  private static void send(Installation installation, Map<String, byte[]> images)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, byte[]> producer =
        installation
            .clients()
            .producer(
                new StringSerializer(),
                Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES))) {
      for (Map.Entry<String, byte[]> image : images.entrySet()) {
        producer
            .send(
                new ProducerRecord<>(
                    installation.names().images(), image.getKey(), image.getValue()))
            .get();
      }
    }
  }
}
