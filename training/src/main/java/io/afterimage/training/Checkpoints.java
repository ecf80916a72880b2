package io.afterimage.training;

import java.util.Optional;

/**
 * Where a run leaves its state, after each epoch for one, and finds it again. Used by one thread.
 */
public interface Checkpoints {

  /** Nothing is kept. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<Checkpoint> find(String run) {
          return Optional.empty();
        }

        @Override
        public void save(Checkpoint checkpoint) {}
      };

  /**
   * The newest checkpoint of this run.
   *
   * @param run as in {@link Checkpoint#run()}; a checkpoint of another run is left out
   */
  Optional<Checkpoint> find(String run);

  /** Keeps it in the place of the one before. A crash leaves one of the two, whole. */
  void save(Checkpoint checkpoint);
}
