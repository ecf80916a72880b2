package io.afterimage.cli.command;

import io.afterimage.networks.backbone.KnownBackbone;
import java.util.ArrayList;
import java.util.Arrays;

/** The backbones that there are, for help and completion. */
final class BackboneNames extends ArrayList<String> {

  private static final long serialVersionUID = 1L;

  BackboneNames() {
    super(Arrays.stream(KnownBackbone.values()).map(KnownBackbone::code).toList());
  }
}
