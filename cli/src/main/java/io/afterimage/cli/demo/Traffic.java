package io.afterimage.cli.demo;

import io.afterimage.cli.options.KafkaTarget;
import io.afterimage.cli.pictures.Pace;
import io.afterimage.cli.pictures.PictureSender;
import io.afterimage.trainer.dataset.LabelledPicture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sends the pictures round after round at a steady rate, each time under a new id, and the broken
 * files once among them, on the thread {@code demo-traffic}, which {@link #close} ends.
 */
final class Traffic implements AutoCloseable {

  /** A broken file after so many good pictures. */
  private static final int BROKEN_EVERY = 20;

  private final List<LabelledPicture> pictures;
  private final Iterator<Map.Entry<String, byte[]>> broken;
  private final String run;
  private final double rate;
  private final Ledger ledger;
  private final PictureSender sender;
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "demo-traffic");
  private volatile boolean stopping;

  private Traffic(
      KafkaTarget target, List<LabelledPicture> pictures, String run, double rate, Ledger ledger) {
    this.pictures = pictures;
    this.broken = BrokenFiles.make(read(pictures.get(0))).entrySet().iterator();
    this.run = run;
    this.rate = rate;
    this.ledger = ledger;
    this.sender = new PictureSender(target, (id, fault) -> failed.completeExceptionally(fault));
  }

  /**
   * Starts sending.
   *
   * @param run in front of every id, so that runs on the same data folder do not mix
   */
  static Traffic start(
      KafkaTarget target, List<LabelledPicture> pictures, String run, double rate, Ledger ledger) {
    Traffic traffic = new Traffic(target, pictures, run, rate, ledger);
    traffic.thread.start();
    return traffic;
  }

  /** Completes exceptionally, and only so, when a picture cannot be read or sent. */
  CompletableFuture<Void> failed() {
    return failed;
  }

  /** Stops sending; what was sent is in Kafka when this returns. */
  void stop() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.flush();
  }

  @Override
  public void close() {
    stop();
    sender.close();
  }

  private void run() {
    try {
      Pace pace = new Pace(rate, () -> stopping);
      for (long i = 0; !stopping; i++) {
        pace.await();
        LabelledPicture picture = pictures.get((int) (i % pictures.size()));
        String id = "%s/%d/%s".formatted(run, i / pictures.size() + 1, picture.id());
        send(id, read(picture), Optional.of(picture.label()));
        if (i % BROKEN_EVERY == BROKEN_EVERY - 1 && broken.hasNext()) {
          Map.Entry<String, byte[]> file = broken.next();
          send(run + "/" + file.getKey(), file.getValue(), Optional.empty());
        }
      }
    } catch (RuntimeException | Error e) {
      failed.completeExceptionally(e);
    }
  }

  private void send(String id, byte[] bytes, Optional<String> truth) {
    ledger.sending(id, truth);
    sender.send(Optional.of(id), bytes, truth);
  }

  private static byte[] read(LabelledPicture picture) {
    try {
      return picture.source().read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + picture.id(), e);
    }
  }
}
