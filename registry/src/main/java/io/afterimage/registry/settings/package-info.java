/** Options that every service which handles images and models has, under the same names. */
package io.afterimage.registry.settings;
