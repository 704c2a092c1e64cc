internal import CHDF5
internal import Configuration
public import Foundation

/// Named arrays of doubles with attributes, as an HDF5 file.
///
/// The file lives in memory: it is read from bytes whose checksum may have been verified before, and
/// ``serialized()`` gives bytes that ``AtomicFile`` puts on the disk. The same calls give the same
/// bytes: no time is recorded, and the format version, the chunks and the filters are fixed. An
/// object belongs to one task; one lock for the whole process guards the library.
public final class ArrayFile {
  /// The name that messages use.
  public let source: String
  let file: hid_t

  // Two files in memory that have one name would be taken for the same file.
  private static func uniqueName() -> String {
    "assay-\(UInt64.random(in: 0...UInt64.max))"
  }

  /// Creates an empty file.
  ///
  /// - Parameter source: The name that messages use.
  /// - Throws: ``ArrayFileError`` if the library cannot do it.
  public init(creating source: String) throws(ArrayFileError) {
    self.source = source
    file = try HDF5Library.enter { () throws(ArrayFileError) -> hid_t in
      guard let creation = HDF5Handle(H5Pcreate(assay_h5p_file_create()), release: H5Pclose),
        let access = Self.memoryAccess()
      else { throw Self.failure(.notWritten, source, nil, "no memory for a file") }
      H5Pset_obj_track_times(creation.id, false)
      // The usual nodes of the chunk index would be larger than a small array.
      H5Pset_istore_k(creation.id, 4)
      let id = H5Fcreate(Self.uniqueName(), assay_h5f_truncate(), creation.id, access.id)
      guard id >= 0 else { throw Self.failure(.notWritten, source, nil, "cannot be created") }
      return id
    }
  }

  /// Opens the bytes of a file for reading.
  ///
  /// The library trusts what it reads, and damaged bytes can end the process: compare the checksum of
  /// the bytes with one that was stored beside them before.
  ///
  /// - Parameters:
  ///   - data: The whole file.
  ///   - source: The name that messages use.
  /// - Throws: ``ArrayFileError`` if the bytes are not a whole HDF5 file.
  public init(data: Data, source: String) throws(ArrayFileError) {
    self.source = source
    file = try HDF5Library.enter { () throws(ArrayFileError) -> hid_t in
      guard let access = Self.memoryAccess() else {
        throw Self.failure(.damaged, source, nil, "no memory for a file")
      }
      var bytes = [UInt8](data)
      guard !bytes.isEmpty else { throw Self.failure(.damaged, source, nil, "the file is empty") }
      let status = bytes.withUnsafeMutableBytes {
        H5Pset_file_image(access.id, $0.baseAddress, $0.count)
      }
      let id = status < 0 ? -1 : H5Fopen(Self.uniqueName(), assay_h5f_read_only(), access.id)
      guard id >= 0 else {
        throw Self.failure(.damaged, source, nil, "the file is truncated, damaged or not HDF5")
      }
      return id
    }
  }

  deinit {
    // Closing a file in memory cannot lose anything.
    try? HDF5Library.enter { () throws(ArrayFileError) in _ = H5Fclose(file) }
  }

  private static func memoryAccess() -> HDF5Handle? {
    guard let access = HDF5Handle(H5Pcreate(assay_h5p_file_access()), release: H5Pclose) else {
      return nil
    }
    H5Pset_fapl_core(access.id, 1 << 16, false)
    H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG)
    // From format 1.8 on, HDF5 1.10 gives a file image whose superblock misses its own checksum.
    H5Pset_libver_bounds(access.id, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18)
    return access
  }

  /// The bytes of the file.
  ///
  /// - Returns: A whole HDF5 file.
  /// - Throws: ``ArrayFileError`` if the library cannot do it.
  public func serialized() throws(ArrayFileError) -> Data {
    try HDF5Library.enter { () throws(ArrayFileError) -> Data in
      guard H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0 else {
        throw failure(.notWritten, nil, "cannot be completed")
      }
      let size = H5Fget_file_image(file, nil, 0)
      guard size > 0 else { throw failure(.notWritten, nil, "cannot be completed") }
      var data = Data(count: size)
      let copied = data.withUnsafeMutableBytes { H5Fget_file_image(file, $0.baseAddress, size) }
      guard copied == size else { throw failure(.notWritten, nil, "cannot be completed") }
      return data
    }
  }

  func failure(_ code: ArrayFileError.Code, _ object: String?, _ found: String) -> ArrayFileError {
    Self.failure(code, source, object, found)
  }

  static func failure(
    _ code: ArrayFileError.Code, _ source: String, _ object: String?, _ found: String
  ) -> ArrayFileError {
    ArrayFileError(
      code: code, source: source, object: object, found: found,
      stack: HDF5Library.takeErrorStack())
  }
}
