internal import COpenSSL
public import Foundation

/// SHA-256 sums in hexadecimal.
public enum Checksum {
  /// The sum of bytes.
  ///
  /// - Parameter data: The bytes.
  /// - Returns: 64 hexadecimal digits.
  public static func of(_ data: Data) -> String {
    data.withUnsafeBytes { hexadecimal($0) }
  }

  /// The sum of numbers, as the bytes of their little-endian float64 form.
  ///
  /// - Parameter values: The numbers.
  /// - Returns: 64 hexadecimal digits.
  public static func of(_ values: [Double]) -> String {
    values.withUnsafeBytes { hexadecimal($0) }
  }

  /// The sum of bytes where they lie.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: 64 hexadecimal digits.
  public static func of(bytes: UnsafeRawBufferPointer) -> String { hexadecimal(bytes) }

  private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    SHA256(bytes.baseAddress, bytes.count, &digest)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
