package io.afterimage.stream.feedback;

/** What kind of record could not be used. */
enum MalformedReason {
  /** A label: not JSON, lacking fields, blank, too long, or keyed by another id. */
  LABEL("malformed-label"),
  /** A prediction, written by something else than the stream. */
  PREDICTION("malformed-prediction");

  private final String code;

  MalformedReason(String code) {
    this.code = code;
  }

  /** As the dead letter's header says it. */
  String code() {
    return code;
  }
}
