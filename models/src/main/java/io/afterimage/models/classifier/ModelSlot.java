package io.afterimage.models.classifier;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds the version that serves. Batches lease it; {@link #swap} exchanges one reference, so a
 * batch runs wholly on the version that it leased, and the old one closes after its last lease.
 * Thread-safe.
 */
public final class ModelSlot implements AutoCloseable {

  private final AtomicReference<ServingModel> current = new AtomicReference<>();
  private final AtomicReference<Runnable> whenFilled = new AtomicReference<>(() -> {});

  /** The version that serves, by name. */
  public Optional<String> version() {
    return Optional.ofNullable(current.get()).map(model -> model.manifest().version());
  }

  /** What the version that serves has against it, once it answers too few images. */
  public Optional<String> unfit() {
    return Optional.ofNullable(current.get())
        .map(ServingModel::rate)
        .filter(AnswerRate::isTooLow)
        .map(AnswerRate::toString);
  }

  /** What to run, on the thread that swaps, when the first model is in; set before that. */
  public void whenFilled(Runnable action) {
    whenFilled.set(action);
  }

  /** Puts a model in place of the current one, whose lease by this slot ends. */
  public void swap(ServingModel next) {
    replace(next);
    whenFilled.getAndSet(() -> {}).run();
  }

  /** Empties the slot. */
  @Override
  public void close() {
    replace(null);
  }

  /**
   * Leases the current model.
   *
   * @throws IllegalStateException when there is none
   */
  Lease lease() {
    while (true) {
      ServingModel model = current.get();
      if (model == null) {
        throw new IllegalStateException("no model is active");
      }
      if (model.tryRetain()) {
        return new Lease(model);
      }
    }
  }

  private void replace(ServingModel next) {
    ServingModel previous = current.getAndSet(next);
    if (previous != null) {
      previous.release();
    }
  }

  /** The right to use a model until closed. */
  record Lease(ServingModel model) implements AutoCloseable {
    @Override
    public void close() {
      model.release();
    }
  }
}
