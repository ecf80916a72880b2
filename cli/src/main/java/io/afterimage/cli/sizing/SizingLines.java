package io.afterimage.cli.sizing;

import io.afterimage.cli.terminal.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A sizing as a table: what is needed, how much, and by which figures. */
public final class SizingLines {

  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB", "PB");
  private static final double THOUSAND = 1000;

  private SizingLines() {}

  /** The lines, for people. */
  public static List<String> of(Sizing sizing) {
    Load load = sizing.load();
    String rate = number(load.rate());
    String kept = kept(load.retention());
    Table table = new Table("what", "how much", "from");
    table.row(
        "time per image",
        text("%.2f ms", sizing.millisPerImage()),
        text(
            "graph %.1f ms + decoding %.2f ms (0.022 per KB) + Kafka's clients %.2f ms: performance.md, Throughput and The parts separately",
            Figures.GRAPH_MS, sizing.decodeMillis(), Figures.CLIENT_MS));
    table.row(
        "stream, cores",
        text("%.1f", sizing.streamCores()),
        "%s images/s x time, a third kept free: scaling.md, One instance".formatted(rate));
    table.row(
        "stream, instances",
        "%d of %d %s"
            .formatted(sizing.instances(), sizing.cores(), sizing.cores() == 1 ? "core" : "cores"),
        load.instances().isPresent() ? "--instances" : "two cores each, as measured");
    table.row(
        "each, memory",
        "%,d MiB".formatted(sizing.memoryMib()),
        "heap 1024 + libraries 320 + 64 per core + decoding 64: operations.md, Memory; more for images of many megapixels");
    table.row(
        "each, disk",
        bytes(sizing.joinState() / sizing.instances()),
        "%d bytes per prediction in the feedback join, kept %s (feedback.retention): scaling.md, What does not grow"
            .formatted(sizing.predictionBytes(), kept));
    table.row(
        "partitions",
        Integer.toString(sizing.partitions()),
        "6 per instance: scaling.md, Ten instances; 'afterimage topics create --partitions %d'"
            .formatted(sizing.partitions()));
    table.row(
        "trainer",
        "2 cores, 3 GiB",
        "%,d MiB measured with 2,800 photos: performance.md, Training; does not grow with the rate"
            .formatted(Figures.TRAINING_MIB));
    table.row(
        "trainer, disk",
        bytes(sizing.trainingSet()),
        "50 KB per example, buffer.max.pictures 5000; that is %,d per class: limits.md, Training"
            .formatted(Figures.EXAMPLES / load.classes()));
    table.row(
        "brokers, cores",
        text("%.1f", sizing.brokerCores()),
        text(
            "%.2f ms per image (0.14 up to 45 KB) for one copy, a third kept free: performance.md, Throughput",
            sizing.brokerMillis()));
    table.row(
        "network, images in",
        bytes(sizing.imageTraffic()) + "/s",
        "images/s x %s; as much goes out to the stream"
            .formatted(bytes((double) load.imageBytes())));
    table.row(
        "between brokers",
        bytes(sizing.imageTraffic() * (load.replicas() - 1)) + "/s",
        "the other %d of %d copies: scaling.md, What grows with what"
            .formatted(load.replicas() - 1, load.replicas()));
    table.row(
        "disk, images",
        bytes(sizing.imageDisk()),
        "kept %s, %d copies: retention.ms of images".formatted(kept, load.replicas()));
    table.row(
        "disk, predictions",
        bytes(2 * sizing.predictionDisk()),
        "predictions and the join's changelog, kept %s, %d copies"
            .formatted(kept, load.replicas()));
    table.row(
        "disk, each version",
        bytes(sizing.modelBytes() * load.replicas()),
        "%s for %,d classes: scaling.md, One instance; models.retain bounds how many are kept"
            .formatted(bytes(sizing.modelBytes()), load.classes()));
    table.row(
        "disk, training set",
        bytes(sizing.trainingSet() * load.replicas()),
        "50 KB per example, %d copies, compacted".formatted(load.replicas()));
    return table.lines();
  }

  /** Three digits, in units of a thousand. */
  static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= THOUSAND && unit < UNITS.size() - 1) {
      value /= THOUSAND;
      unit++;
    }
    return text(value < 10 ? "%.1f" : "%.0f", value) + " " + UNITS.get(unit);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? text("%.0f", value) : Double.toString(value);
  }

  private static String kept(Duration retention) {
    return retention.toHours() % 24 == 0
        ? retention.toDays() + " days"
        : retention.toHours() + " hours";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
