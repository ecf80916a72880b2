package io.afterimage.schemas.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a record became a dead letter: what {@link DeadLetterHeaders#REASON} says, and advice. */
public enum DeadLetterReason {
  /** The record has a null value. */
  NULL_VALUE("The record has no value.", "Look at the sender: there is nothing to send again."),
  /** The value has no bytes. */
  EMPTY("The value has no bytes.", "Look at the sender: it wrote the record before the image."),
  /** The bytes start like no known image format. */
  NOT_A_PICTURE(
      "The bytes start like no known image format.",
      "Look at the sender: a record's value is the bytes of the image file and nothing else."),
  /** An image is inside another encoding. */
  WRAPPED(
      "An image is inside another encoding, which the detail names.",
      "Send the bytes of the file alone, or set images.unwrap on the stream, then send again."),
  /** An image format that is known but not read. */
  UNSUPPORTED_FORMAT("The format is known but not read.", "Convert the image before it is sent."),
  /** More bytes than the limit. */
  TOO_MANY_BYTES(
      "The image has more bytes than picture.max.bytes.",
      "Scale images down before they are sent, or raise picture.max.bytes, then send again."),
  /** More pixels than the limit. */
  TOO_MANY_PIXELS(
      "The image has more pixels than picture.max.pixels.",
      "Scale images down before they are sent, or raise picture.max.pixels, then send again."),
  /** Decoding would take more native memory than the process has for it. */
  TOO_LARGE_TO_DECODE(
      "Decoding needs more memory than decode.memory allows.",
      "Scale images down before they are sent, or give the stream more memory, then send again."),
  /** The image ends before its format says it should. */
  TRUNCATED("The image ends too early.", "Look at the sender: the file was cut on its way."),
  /** The decoder could not make sense of the bytes. */
  CORRUPT("The decoder makes no sense of the bytes.", "Look at the sender: the file is damaged."),
  /** The model's output for the image is not a set of probabilities. */
  NO_ANSWER(
      "The model gave no probabilities; the image is not at fault.",
      "Send again when another version is active."),
  /** Key and headers are too large to be copied to a prediction. */
  ENVELOPE_TOO_LARGE(
      "Key and headers of the image do not fit into a prediction.",
      "Send less metadata with the image."),
  /** The topic of predictions does not take the prediction. */
  PREDICTION_TOO_LARGE(
      "The prediction is larger than its topic takes.",
      "Lower prediction.scores or raise max.message.bytes of predictions, then send again."),
  /** The image makes the classifier fail, while others do not. */
  CLASSIFICATION_FAILED(
      "The classifier fails on this image alone.",
      "Keep the image and report it; send again when another version is active."),
  /** The record made a stream thread fail. */
  UNPROCESSABLE(
      "The record made the stream fail; the detail says how.",
      "Remove the cause that the detail names, then send again."),
  /** A label that cannot be read. */
  MALFORMED_LABEL(
      "The label cannot be read; the detail says why.", "Correct the sender of labels."),
  /** A prediction that something else than the stream wrote. */
  MALFORMED_PREDICTION(
      "Something else than the stream wrote to predictions.", "Find the writer and stop it."),
  /** A label whose image has no prediction. */
  UNMATCHED_LABEL(
      "No prediction of the label's image came in time.",
      "Check that labels use the ids of images; send again once the image has been classified.");

  private final String cause;
  private final String remedy;

  DeadLetterReason(String cause, String remedy) {
    this.cause = cause;
    this.remedy = remedy;
  }

  /** As the header says it: {@code too-many-bytes}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it means, in a sentence. */
  public String cause() {
    return cause;
  }

  /** What to do, in a sentence. */
  public String remedy() {
    return remedy;
  }

  /** The one of a code; empty for one of a later version. */
  public static Optional<DeadLetterReason> of(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
  }
}
