/** The service's entry point: parse, build, run, close. */
package io.afterimage.stream;
