package io.afterimage.stream.faults;

/** Marks an exception that says that the instance failed, not the record that it worked on. */
public interface InstanceFault {}
