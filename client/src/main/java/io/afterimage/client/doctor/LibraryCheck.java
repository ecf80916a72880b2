package io.afterimage.client.doctor;

import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.DeviceUnavailableException;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import java.util.ArrayList;
import java.util.List;

/** Whether native code can be loaded, and the device is there. */
final class LibraryCheck {

  private static final String MEND =
      "Linux on x86-64 with glibc 2.35 or newer is needed, libgomp for MXNet, and a folder for"
          + " temporary files from which programs may be loaded (-Djava.io.tmpdir=DIR); where a"
          + " container lacks the library's jar, build the image anew";

  private LibraryCheck() {}

  static List<Finding> of(List<Plan.Library> libraries, Device device) {
    List<Finding> findings = new ArrayList<>();
    for (Plan.Library library : libraries) {
      findings.add(load(library));
    }
    boolean loaded = findings.stream().allMatch(f -> f.level() == Finding.Level.GOOD);
    if (loaded) {
      findings.add(device(device));
    }
    return findings;
  }

  private static Finding load(Plan.Library library) {
    String subject = "library " + library.name();
    try {
      library.load().run();
      return Finding.good(subject, "loaded");
    } catch (RuntimeException | LinkageError e) {
      return Finding.problem(subject, "cannot be loaded: " + root(e), MEND);
    }
  }

  private static Finding device(Device device) {
    String subject = "device " + device;
    try {
      new OnnxRuntimeEngine(device);
      return Finding.good(subject, "found");
    } catch (DeviceUnavailableException e) {
      return Finding.problem(subject, e.getMessage(), "configure device=cpu, or see docs/gpu.md");
    } catch (RuntimeException | LinkageError e) {
      return Finding.problem(subject, "cannot be asked: " + root(e), MEND);
    }
  }

  static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String type = root.getClass().getSimpleName();
    return root.getMessage() == null ? type : type + ": " + root.getMessage();
  }
}
