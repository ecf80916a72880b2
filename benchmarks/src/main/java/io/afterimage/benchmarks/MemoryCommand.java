package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.MemoryGroup;
import io.afterimage.benchmarks.rig.StreamChild;
import io.afterimage.benchmarks.rig.TopicScan;
import io.afterimage.benchmarks.rig.WorstImages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Floods an instance in a container's memory with the images that take the most of it. */
@Command(
    name = "memory",
    description =
        "The worst images of each format in a control group of little memory; needs root.",
    mixinStandardHelpOptions = true)
final class MemoryCommand implements Callable<Integer> {

  private static final long MEBIBYTE = 1024 * 1024;
  private static final int REQUEST_BYTES = 36 * 1024 * 1024;

  /** As the container image has it. */
  private static final List<String> JVM = List.of("-XX:MaxRAMPercentage=40");

  @Mixin private ReportOptions report;

  @Option(
      names = "--limit",
      split = ",",
      defaultValue = "1024,2048,4096",
      description = "MiB of each container. Default: ${DEFAULT-VALUE}")
  private List<Integer> limits;

  @Option(
      names = "--side",
      defaultValue = "10000",
      description = "Of the square images, in pixels. Default: ${DEFAULT-VALUE}")
  private int side;

  @Option(
      names = "--times",
      defaultValue = "3",
      description = "How often each image is sent. Default: ${DEFAULT-VALUE}")
  private int times;

  private final Table.Builder table =
      Table.of(
          "The worst images in a container",
          "container MiB",
          "sent",
          "predicted",
          "dead letters",
          "peak MiB of the group",
          "peak MiB of the process",
          "waits for memory",
          "seconds");

  private final Table.Builder formats =
      Table.of("What became of each", "container MiB", "image", "bytes", "answer");

  @Override
  public Integer call() throws Exception {
    Map<String, byte[]> images = WorstImages.of(side);
    boolean good = true;
    for (int limit : limits) {
      good &= flood(limit, images);
    }
    report.add(table.build());
    report.add(formats.build());
    report.finish();
    return good ? 0 : 1;
  }

  private boolean flood(int limit, Map<String, byte[]> images) throws Exception {
    try (MemoryGroup group = MemoryGroup.create("afterimage-" + limit, limit * MEBIBYTE);
        Installation installation = Installation.open();
        StreamChild child =
            StreamChild.start(installation, "memory", "benchmark", Map.of(), group.entry(), JVM)) {
      child.awaitVersion(installation.publish(Bench.MODELS.withHead(1)).modelVersion());
      long started = System.nanoTime();
      int sent = send(installation, images);
      Map<String, String> answers = new TreeMap<>();
      try (TopicScan predictions = new TopicScan(installation, installation.names().predictions());
          TopicScan letters = new TopicScan(installation, installation.names().deadLetters())) {
        Load.until(
            () -> {
              child.requireAlive();
              predictions.readOn(record -> answers.put(record.key(), "predicted"));
              letters.readOn(
                  record ->
                      answers.put(
                          record.key(),
                          new String(
                              record.headers().lastHeader("afterimage-reason").value(),
                              StandardCharsets.UTF_8)));
              return answers.size() == sent;
            });
      }
      double seconds = (System.nanoTime() - started) / (double) Duration.ofSeconds(1).toNanos();
      long predicted = answers.values().stream().filter("predicted"::equals).count();
      table.row(
          limit,
          sent,
          predicted,
          sent - predicted,
          group.peakMiB(),
          child.figures().peakMiB(),
          child.meter("afterimage_decode_memory_waits_total"),
          seconds);
      images.forEach(
          (name, bytes) -> formats.row(limit, name, bytes.length, answers.get(name + "-0")));
      return true;
    } catch (IllegalStateException e) {
      report.say("%d MiB: %s".formatted(limit, e.getMessage()));
      return false;
    }
  }

  private int send(Installation installation, Map<String, byte[]> images)
      throws ExecutionException, InterruptedException {
    Map<String, Object> properties = new HashMap<>(installation.clients());
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES);
    List<String> ids = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      for (int time = 0; time < times; time++) {
        for (Map.Entry<String, byte[]> image : images.entrySet()) {
          ids.add(image.getKey() + "-" + time);
          producer
              .send(
                  new ProducerRecord<>(
                      installation.names().images(), ids.get(ids.size() - 1), image.getValue()))
              .get();
        }
      }
    }
    return ids.size();
  }
}
