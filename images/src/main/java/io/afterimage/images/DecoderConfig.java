package io.afterimage.images;

import java.util.Set;

/**
 * What a service's decoders read, and what that may cost.
 *
 * @param limits of one image
 * @param unwrap the wrappings around images that are opened
 * @param memoryBytes native memory of all images that are decoded at a time, for the whole process
 */
public record DecoderConfig(ImageLimits limits, Set<Wrapping> unwrap, long memoryBytes) {

  /** Copies the set. */
  public DecoderConfig {
    unwrap = Set.copyOf(unwrap);
  }

  /** A decoder by this configuration; sets the memory that the process's decoders share. */
  public ImageDecoder decoder() {
    DecodeMemory memory = DecodeMemory.ofProcess();
    memory.limit(memoryBytes);
    return new ImageDecoder(limits, unwrap, memory);
  }
}
