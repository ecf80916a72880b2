package io.afterimage.cli.demo;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.images.ImageSender;
import io.afterimage.client.images.Pace;
import io.afterimage.service.BackgroundThread;
import io.afterimage.training.dataset.LabelledImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sends images at a steady rate, on the thread {@code demo-traffic}, which {@link #close} ends:
 * those that people label once, among them and then alone those that nobody labels, round after
 * round, each time under a new id; and the broken files once.
 */
final class Traffic implements AutoCloseable {

  /** One broken file per this many good images. */
  private static final int BROKEN_EVERY = 20;

  /** One in this many images is from the set that nobody labels, while both sets have images. */
  private static final int MEASURED_EVERY = 4;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final DemoImages images;
  private final Iterator<LabelledImage> toLabel;
  private final Iterator<Map.Entry<String, byte[]>> broken;
  private final String run;
  private final double rate;
  private final Ledger ledger;
  private final Labeller labeller;
  private final ImageSender sender;
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final BackgroundThread thread =
      new BackgroundThread("demo-traffic", LIMIT, this::run, failed::completeExceptionally);

  private Traffic(
      KafkaTarget target,
      DemoImages images,
      String run,
      double rate,
      Ledger ledger,
      Labeller labeller) {
    this.images = images;
    this.toLabel = images.toLabel().iterator();
    this.broken = BrokenFiles.make(read(images.toMeasure().get(0))).entrySet().iterator();
    this.run = run;
    this.rate = rate;
    this.ledger = ledger;
    this.labeller = labeller;
    this.sender = new ImageSender(target, (id, fault) -> failed.completeExceptionally(fault));
  }

  /**
   * Starts sending.
   *
   * @param run in front of every id, so that runs on the same data folder do not mix
   */
  static Traffic start(
      KafkaTarget target,
      DemoImages images,
      String run,
      double rate,
      Ledger ledger,
      Labeller labeller) {
    Traffic traffic = new Traffic(target, images, run, rate, ledger, labeller);
    traffic.thread.start();
    return traffic;
  }

  /** Completes exceptionally, and only so, when an image cannot be read or sent. */
  CompletableFuture<Void> failed() {
    return failed;
  }

  /** Stops sending; what was sent is in Kafka when this returns. */
  void stop() {
    thread.close();
    sender.flush();
  }

  @Override
  public void close() {
    stop();
    sender.close();
  }

  private void run() {
    Pace pace = new Pace(rate, thread::isStopping);
    for (long i = 0, measured = 0; !thread.isStopping(); i++) {
      pace.await();
      if (i % MEASURED_EVERY == 0 || !toLabel.hasNext()) {
        sendMeasured(measured++);
      } else {
        sendToLabel(toLabel.next());
      }
      if (i % BROKEN_EVERY == BROKEN_EVERY - 1 && broken.hasNext()) {
        Map.Entry<String, byte[]> file = broken.next();
        send(run + "/" + file.getKey(), file.getValue(), Optional.empty(), false);
      }
    }
  }

  private void sendMeasured(long number) {
    List<LabelledImage> all = images.toMeasure();
    LabelledImage image = all.get((int) (number % all.size()));
    String id = "%s/%d/%s".formatted(run, number / all.size() + 1, image.id());
    send(id, read(image), Optional.of(image.label()), true);
  }

  private void sendToLabel(LabelledImage image) {
    String id = "%s/%s".formatted(run, image.id());
    labeller.expect(id, image.label());
    send(id, read(image), Optional.of(image.label()), false);
  }

  private void send(String id, byte[] bytes, Optional<String> truth, boolean measured) {
    ledger.sending(id, truth, measured);
    sender.send(Optional.of(id), bytes, Optional.empty());
  }

  private static byte[] read(LabelledImage image) {
    try {
      return image.source().read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + image.id(), e);
    }
  }
}
