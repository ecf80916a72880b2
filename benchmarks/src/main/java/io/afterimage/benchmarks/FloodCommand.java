package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.FloodResult;
import io.afterimage.benchmarks.rig.ImageFeed;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.LabelPlan;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.PhotoOptions;
import io.afterimage.benchmarks.rig.Photos;
import io.afterimage.benchmarks.rig.PredictionReader;
import io.afterimage.benchmarks.rig.StreamChild;
import io.afterimage.benchmarks.rig.StreamOptions;
import io.afterimage.benchmarks.rig.TopicScan;
import io.afterimage.benchmarks.rig.TrainerChild;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Floods the feedback join and the trainer's intake, and counts the outcome of each label. */
@Command(
    name = "flood",
    description = "Many labels for few images: repeats, corrections, unknown ids; memory.",
    mixinStandardHelpOptions = true)
final class FloodCommand implements Callable<Integer> {

  private static final String APPLICATION = "flood";
  private static final String RECEIVED = "afterimage_labels_received_total";
  private static final long SEED = 42;

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(names = "--pictures", defaultValue = "5000", description = "Default: ${DEFAULT-VALUE}")
  private int images;

  @Option(names = "--labels", defaultValue = "50000", description = "Default: ${DEFAULT-VALUE}")
  private int labels;

  @Option(
      names = "--unknown",
      defaultValue = "2500",
      description = "Ids that no image has, two labels each. Default: ${DEFAULT-VALUE}")
  private int unknown;

  @Option(
      names = "--retention",
      defaultValue = "120",
      description =
          "Seconds until labels for unknown ids are given up; classifying and joining must be"
              + " quicker. Default: ${DEFAULT-VALUE}")
  private int retention;

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    LabelPlan plan = LabelPlan.of(labels, images, unknown, SEED);
    FloodResult result;
    try (Installation installation = Installation.open();
        PredictionReader reader = new PredictionReader(installation);
        ImageFeed feed = new ImageFeed(installation, photos);
        StreamChild stream =
            StreamChild.start(
                installation,
                APPLICATION,
                "benchmark",
                streamOptions.with("feedback.retention", retention + "s"));
        TrainerChild trainer =
            TrainerChild.start(
                installation,
                List.of(),
                Map.of(
                    "buffer.max.pictures", Integer.toString(images),
                    "buffer.max.per.class", Integer.toString(images)))) {
      stream.awaitVersion(installation.publish(Bench.MODELS.withHead(1)).modelVersion());
      Course course = new Course(installation, stream, trainer);
      course.note("all started");
      feed.burst(images);
      reader.await(images, Load.PATIENCE);
      Load.until(() -> installation.hasRead(APPLICATION, installation.names().predictions()));
      course.note("images classified");
      course.begin();
      plan.send(installation);
      course.note("labels sent");
      Load.until(() -> stream.meter(RECEIVED) >= labels);
      Load.until(
          () -> installation.committed(APPLICATION, installation.names().labels()) >= labels);
      double joined = course.note("labels joined");
      Load.until(
          () -> installation.hasRead(TrainerChild.INTAKE_GROUP, installation.names().feedback()));
      double taken = course.note("examples taken in");
      awaitDeadLetters(installation);
      course.note("unknown ids given up");
      report.add(course.table());
      result = new FloodResult(installation, plan);
      report.add(speed(joined, taken, plan));
    }
    report.add(result.table());
    report.finish();
    return result.isRight() ? 0 : 1;
  }

  private void awaitDeadLetters(Installation installation) {
    AtomicInteger letters = new AtomicInteger();
    try (TopicScan scan = new TopicScan(installation, installation.names().deadLetters())) {
      Load.until(
          () -> {
            scan.readOn(letter -> letters.incrementAndGet());
            return letters.get() >= unknown;
          });
    }
  }

  private Table speed(double joined, double taken, LabelPlan plan) {
    return Table.of("Speed", "what", "number", "seconds", "each second")
        .row("labels joined", labels, joined, labels / joined)
        .row("examples taken in", plan.changes(), taken, plan.changes() / taken)
        .build();
  }

  /** Memory at the ends of the flood's stages. */
  private static final class Course {

    private final Installation installation;
    private final StreamChild stream;
    private final TrainerChild trainer;
    private final Table.Builder table =
        Table.of(
            "Resident memory, MiB, and its peak so far",
            "when",
            "seconds",
            "stream",
            "peak",
            "trainer",
            "peak of it",
            "broker");
    private long begun = System.nanoTime();

    private Course(Installation installation, StreamChild stream, TrainerChild trainer) {
      this.installation = installation;
      this.stream = stream;
      this.trainer = trainer;
    }

    private void begin() {
      begun = System.nanoTime();
    }

    private double note(String when) {
      double seconds = (System.nanoTime() - begun) / (double) Duration.ofSeconds(1).toNanos();
      table.row(
          when,
          seconds,
          stream.figures().residentMiB(),
          stream.figures().peakMiB(),
          trainer.figures().residentMiB(),
          trainer.figures().peakMiB(),
          installation.broker().residentMiB());
      return seconds;
    }

    private Table table() {
      return table.build();
    }
  }
}
