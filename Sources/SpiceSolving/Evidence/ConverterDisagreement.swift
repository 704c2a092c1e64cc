/// A converter's value that is further from its closed form than accepted.
package struct ConverterDisagreement: Error {
  /// What differs from what, and by how much.
  package let reason: String
}
