import Calibration
import Configuration

/// The sizes that an option lists, such as `16x16,32x32`.
///
/// - Parameters:
///   - text: The list.
///   - option: The name of the option, for messages.
/// - Returns: The sizes, at least one.
/// - Throws: `UsageError` that names what is no size.
func sizeList(_ text: String, option: String) throws -> [ArraySize] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
    guard let size = ArraySize(part) else {
      throw UsageError(
        "\(option) \(text): \"\(part)\" is no size; accepted are sizes such as 16x16,32x32")
    }
    return size
  }
}
