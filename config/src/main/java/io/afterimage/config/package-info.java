/**
 * Reading configuration from names and texts into types, every problem reported at once. What the
 * options mean is not known here.
 */
package io.afterimage.config;
