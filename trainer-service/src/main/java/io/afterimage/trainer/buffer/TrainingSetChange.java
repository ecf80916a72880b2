package io.afterimage.trainer.buffer;

/** What somebody else than the trainer did to the training set. */
public sealed interface TrainingSetChange {

  /** The image id that it is about. */
  String id();

  /**
   * An example was written.
   *
   * @param replaces whether it takes the place of an example of the same id; otherwise what people
   *     labelled in the stream stays
   */
  record Put(Example example, boolean replaces) implements TrainingSetChange {
    @Override
    public String id() {
      return example.id();
    }
  }

  /** An example was removed. */
  record Removed(String id) implements TrainingSetChange {}
}
