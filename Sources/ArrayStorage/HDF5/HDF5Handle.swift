internal import CHDF5

/// An open object of libhdf5, closed when the handle goes.
///
/// Use it inside ``HDF5Library/enter(_:)`` alone.
struct HDF5Handle: ~Copyable {
  let id: hid_t
  private let release: (hid_t) -> herr_t

  /// Takes over an identifier; nil if it says that opening has failed.
  init?(_ id: hid_t, release: @escaping (hid_t) -> herr_t) {
    guard id >= 0 else { return nil }
    self.id = id
    self.release = release
  }

  deinit { _ = release(id) }
}
