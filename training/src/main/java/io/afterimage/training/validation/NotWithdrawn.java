package io.afterimage.training.validation;

import java.util.List;

/** A candidate does not bring back what was withdrawn; however good it is, nothing else counts. */
record NotWithdrawn() implements GateRule {

  @Override
  public String name() {
    return "withdrawn";
  }

  @Override
  public boolean isFinal() {
    return true;
  }

  @Override
  public List<String> reasonsAgainst(Candidacy candidacy) {
    return candidacy.withdrawn().map("it is %s"::formatted).stream().toList();
  }
}
