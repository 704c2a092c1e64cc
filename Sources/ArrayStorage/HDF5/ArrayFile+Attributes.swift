internal import CHDF5

extension ArrayFile {
  /// Attaches a text to a group or an array.
  ///
  /// - Parameters:
  ///   - text: The text; at most 60 000 bytes, the library's limit for an attribute.
  ///   - name: The name of the attribute.
  ///   - path: The group or array; `/` is the file itself.
  /// - Throws: ``ArrayFileError`` if the library cannot do it.
  public func attach(text: String, as name: String, to path: String) throws(ArrayFileError) {
    let bytes = Array(text.utf8)
    precondition(bytes.count <= 60_000, "an attribute of \(bytes.count) bytes")
    try HDF5Library.enter { () throws(ArrayFileError) in
      guard let type = Self.textType(ofLength: bytes.count) else {
        throw failure(.notWritten, path, "no memory for a text")
      }
      try attach(bytes.isEmpty ? [0] : bytes, type.id, type.id, as: name, to: path)
    }
  }

  /// Attaches a number to a group or an array.
  ///
  /// - Parameters:
  ///   - number: The number.
  ///   - name: The name of the attribute.
  ///   - path: The group or array; `/` is the file itself.
  /// - Throws: ``ArrayFileError`` if the library cannot do it.
  public func attach(number: Double, as name: String, to path: String) throws(ArrayFileError) {
    try HDF5Library.enter { () throws(ArrayFileError) in
      try attach([number], assay_h5t_ieee_f64le(), assay_h5t_native_double(), as: name, to: path)
    }
  }

  /// Attaches an integer to a group or an array.
  ///
  /// - Parameters:
  ///   - integer: The integer.
  ///   - name: The name of the attribute.
  ///   - path: The group or array; `/` is the file itself.
  /// - Throws: ``ArrayFileError`` if the library cannot do it.
  public func attach(integer: Int, as name: String, to path: String) throws(ArrayFileError) {
    try HDF5Library.enter { () throws(ArrayFileError) in
      try attach(
        [Int64(integer)], assay_h5t_std_i64le(), assay_h5t_native_int64(), as: name, to: path)
    }
  }

  /// The text of an attribute.
  ///
  /// - Parameters:
  ///   - name: The name of the attribute.
  ///   - path: The group or array; `/` is the file itself.
  /// - Returns: The text.
  /// - Throws: ``ArrayFileError`` if there is no such attribute or it is no text of fixed length.
  public func text(_ name: String, of path: String) throws(ArrayFileError) -> String {
    try HDF5Library.enter { () throws(ArrayFileError) -> String in
      let attribute = try attribute(name, of: path)
      guard let type = HDF5Handle(H5Aget_type(attribute.id), release: H5Tclose),
        H5Tget_class(type.id) == H5T_STRING, H5Tis_variable_str(type.id) == 0
      else { throw failure(.wrongKind, "\(path), attribute \(name)", "this is no text") }
      var bytes = [UInt8](repeating: 0, count: H5Tget_size(type.id))
      guard H5Aread(attribute.id, type.id, &bytes) >= 0 else {
        throw failure(.damaged, "\(path), attribute \(name)", "the text is damaged")
      }
      while bytes.last == 0 { bytes.removeLast() }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw failure(.damaged, "\(path), attribute \(name)", "the text is not UTF-8")
      }
      return text
    }
  }

  /// The number in an attribute.
  ///
  /// - Parameters:
  ///   - name: The name of the attribute.
  ///   - path: The group or array; `/` is the file itself.
  /// - Returns: The number.
  /// - Throws: ``ArrayFileError`` if there is no such attribute or it is no floating-point number.
  public func number(_ name: String, of path: String) throws(ArrayFileError) -> Double {
    var number = 0.0
    try read(name, of: path, H5T_FLOAT, into: &number, "number") { assay_h5t_native_double() }
    return number
  }

  /// The integer in an attribute.
  ///
  /// - Parameters:
  ///   - name: The name of the attribute.
  ///   - path: The group or array; `/` is the file itself.
  /// - Returns: The integer.
  /// - Throws: ``ArrayFileError`` if there is no such attribute or it is no integer.
  public func integer(_ name: String, of path: String) throws(ArrayFileError) -> Int {
    var integer: Int64 = 0
    try read(name, of: path, H5T_INTEGER, into: &integer, "integer") { assay_h5t_native_int64() }
    return Int(integer)
  }

  /// Whether a group or an array has an attribute.
  ///
  /// - Parameters:
  ///   - name: The name of the attribute.
  ///   - path: The group or array; `/` is the file itself.
  /// - Returns: Whether it is there.
  /// - Throws: ``ArrayFileError`` if there is no such group or array.
  public func hasAttribute(_ name: String, of path: String) throws(ArrayFileError) -> Bool {
    try HDF5Library.enter { () throws(ArrayFileError) -> Bool in
      try requirePresence(of: path)
      return H5Aexists_by_name(file, path, name, assay_h5p_default()) > 0
    }
  }

  private static func textType(ofLength length: Int) -> HDF5Handle? {
    guard let type = HDF5Handle(H5Tcopy(assay_h5t_c_s1()), release: H5Tclose) else { return nil }
    H5Tset_size(type.id, max(1, length))
    H5Tset_cset(type.id, H5T_CSET_UTF8)
    H5Tset_strpad(type.id, H5T_STR_NULLPAD)
    return type
  }

  private func attach<Value: BitwiseCopyable>(
    _ values: [Value], _ stored: hid_t, _ native: hid_t, as name: String, to path: String
  ) throws(ArrayFileError) {
    guard let space = HDF5Handle(H5Screate(H5S_SCALAR), release: H5Sclose),
      let attribute = HDF5Handle(
        H5Acreate_by_name(
          file, path, name, stored, space.id, assay_h5p_default(), assay_h5p_default(),
          assay_h5p_default()), release: H5Aclose),
      H5Awrite(attribute.id, native, values) >= 0
    else { throw failure(.notWritten, "\(path), attribute \(name)", "cannot be stored") }
  }

  private func attribute(
    _ name: String, of path: String
  ) throws(ArrayFileError) -> HDF5Handle {
    try requirePresence(of: path)
    guard H5Aexists_by_name(file, path, name, assay_h5p_default()) > 0 else {
      throw failure(.missing, path, "the attribute \(name) is missing")
    }
    guard
      let attribute = HDF5Handle(
        H5Aopen_by_name(file, path, name, assay_h5p_default(), assay_h5p_default()),
        release: H5Aclose),
      let space = HDF5Handle(H5Aget_space(attribute.id), release: H5Sclose),
      H5Sget_simple_extent_npoints(space.id) == 1
    else { throw failure(.wrongKind, path, "the attribute \(name) is no single value") }
    return attribute
  }

  private func read<Value: BitwiseCopyable>(
    _ name: String, of path: String, _ kind: H5T_class_t, into value: inout Value, _ word: String,
    native: () -> hid_t
  ) throws(ArrayFileError) {
    try HDF5Library.enter { () throws(ArrayFileError) in
      let attribute = try attribute(name, of: path)
      guard let type = HDF5Handle(H5Aget_type(attribute.id), release: H5Tclose),
        H5Tget_class(type.id) == kind, H5Tget_size(type.id) <= 8,
        H5Aread(attribute.id, native(), &value) >= 0
      else { throw failure(.wrongKind, "\(path), attribute \(name)", "this is no \(word)") }
    }
  }
}
