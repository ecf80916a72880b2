package io.afterimage.stream;

import io.afterimage.images.RefusalReason;
import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Classifier;
import io.afterimage.models.classifier.Novelty;
import io.afterimage.models.classifier.Stages;
import io.afterimage.schemas.events.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers by hand or at once: a one-byte image of value {@code k} is label {@code k} of cat, dog,
 * owl; to {@code 3} there is no answer; {@code null} and anything else is refused.
 */
public class FakeClassifier implements Classifier {

  /** What was submitted, in order. */
  public final List<byte[]> submitted = new ArrayList<>();

  /** The futures that were handed out, in order. */
  public final List<CompletableFuture<Answer>> handedOut = new ArrayList<>();

  /** Of every image that is classified. */
  public Optional<Novelty> novelty = Optional.empty();

  /** The version that answers. */
  public String version = "v7";

  /** Its labels. */
  public List<String> labels = List.of("cat", "dog", "owl");

  private static final byte[] POISON = {99};

  private final boolean atOnce;

  /** Whether answers are there at once, or come with {@link #answerAll}. */
  public FakeClassifier(boolean atOnce) {
    this.atOnce = atOnce;
  }

  /** An image that makes the classifier fail. */
  public static byte[] poison() {
    return POISON.clone();
  }

  @Override
  public List<CompletableFuture<Answer>> submit(List<byte[]> images) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (byte[] image : images) {
      submitted.add(image);
      CompletableFuture<Answer> answer = atOnce ? answered(image) : new CompletableFuture<>();
      handedOut.add(answer);
      answers.add(answer);
    }
    return answers;
  }

  @Override
  public long decoded() {
    return handedOut.stream().filter(CompletableFuture::isDone).count();
  }

  /** Answers everything that waits. */
  public void answerAll() {
    for (int i = 0; i < submitted.size(); i++) {
      handedOut.get(i).complete(answer(submitted.get(i)));
    }
  }

  /** 5 ms of waiting, 2 of decoding, 1 for the batch, 3 of inference, and it was just now. */
  private static Stages stages() {
    long now = System.nanoTime();
    return new Stages(
        now - 11_000_000, now - 6_000_000, now - 6_000_000, now - 4_000_000, now - 3_000_000, now);
  }

  private CompletableFuture<Answer> answered(byte[] image) {
    return Arrays.equals(image, POISON)
        ? CompletableFuture.failedFuture(new IllegalStateException("a poisoned image"))
        : CompletableFuture.completedFuture(answer(image));
  }

  private Answer answer(byte[] image) {
    if (image == null) {
      return new Answer.Refused(RefusalReason.NULL_VALUE, "the record has no value", stages());
    }
    if (image.length != 1) {
      return new Answer.Refused(RefusalReason.NOT_A_PICTURE, "a fake image has one byte", stages());
    }
    if (image[0] == 3) {
      return new Answer.NoAnswer("v7", "version v7 puts out NaN", stages());
    }
    float[] probabilities = {0.1f, 0.1f, 0.1f};
    probabilities[image[0]] = 0.8f;
    return new Answer.Classified(
        version, labels, probabilities, stages(), Sha256.of(image), novelty);
  }
}
