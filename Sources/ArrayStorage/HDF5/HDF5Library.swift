internal import CHDF5
internal import Foundation

/// The one door to libhdf5, which is not safe to enter twice.
///
/// Every call of the library happens inside ``enter(_:)``. The lock is recursive because an object
/// may be released while another call of its owner holds it.
enum HDF5Library {
  private static let lock = NSRecursiveLock()

  static func enter<Result>(
    _ body: () throws(ArrayFileError) -> Result
  ) throws(ArrayFileError) -> Result {
    lock.lock()
    defer { lock.unlock() }
    // The library keeps this setting per thread; without it, it prints to standard error.
    H5Eset_auto2(assay_h5e_default(), nil, nil)
    return try body()
  }

  /// The messages of the library's error stack, innermost cause last; the stack is then empty.
  static func takeErrorStack() -> [String] {
    final class Lines { var texts: [String] = [] }
    let lines = Lines()
    H5Ewalk2(
      assay_h5e_default(), H5E_WALK_DOWNWARD,
      { _, entry, context in
        guard let entry, let context, let text = entry.pointee.desc else { return 0 }
        Unmanaged<Lines>.fromOpaque(context).takeUnretainedValue().texts.append(
          String(cString: text))
        return 0
      }, Unmanaged.passUnretained(lines).toOpaque())
    H5Eclear2(assay_h5e_default())
    return withExtendedLifetime(lines) { $0.texts }
  }
}
