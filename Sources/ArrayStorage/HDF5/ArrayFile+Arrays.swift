internal import CHDF5

extension ArrayFile {
  /// The most elements of one chunk, 512 KiB of doubles: it fits the library's chunk cache.
  private static let chunkLimit = 1 << 16

  /// Creates a group; the groups above it must exist.
  ///
  /// - Parameter path: The name, such as `cases/one`.
  /// - Throws: ``ArrayFileError`` if it exists already.
  public func addGroup(_ path: String) throws(ArrayFileError) {
    try HDF5Library.enter { () throws(ArrayFileError) in
      guard
        let creation = HDF5Handle(H5Pcreate(assay_h5p_group_create()), release: H5Pclose)
      else { throw failure(.notWritten, path, "no memory for a group") }
      H5Pset_obj_track_times(creation.id, false)
      let id = H5Gcreate2(file, path, assay_h5p_default(), creation.id, assay_h5p_default())
      guard id >= 0 else { throw failure(.notWritten, path, "the group cannot be created") }
      H5Gclose(id)
    }
  }

  /// Stores an array as little-endian float64: chunked, shuffled and deflated.
  ///
  /// - Parameters:
  ///   - values: The elements, the last index running fastest.
  ///   - shape: The length of every axis; none is 0.
  ///   - path: The name of the array; its group must exist.
  /// - Throws: ``ArrayFileError`` if the library cannot do it.
  public func add(_ values: [Double], shape: [Int], at path: String) throws(ArrayFileError) {
    precondition(
      !shape.isEmpty && shape.allSatisfy { $0 > 0 } && shape.reduce(1, *) == values.count,
      "\(values.count) elements do not make \(shape)")
    var chunk = shape
    for axis in chunk.indices where chunk.reduce(1, *) > Self.chunkLimit {
      chunk[axis] = max(1, Self.chunkLimit / chunk[(axis + 1)...].reduce(1, *))
    }
    let lengths = shape.map(hsize_t.init)
    let chunkLengths = chunk.map(hsize_t.init)
    try HDF5Library.enter { () throws(ArrayFileError) in
      guard
        let space = HDF5Handle(
          H5Screate_simple(Int32(shape.count), lengths, nil), release: H5Sclose),
        let creation = HDF5Handle(H5Pcreate(assay_h5p_dataset_create()), release: H5Pclose)
      else { throw failure(.notWritten, path, "no memory for an array") }
      H5Pset_obj_track_times(creation.id, false)
      H5Pset_chunk(creation.id, Int32(chunk.count), chunkLengths)
      H5Pset_shuffle(creation.id)
      H5Pset_deflate(creation.id, 9)
      guard
        let set = HDF5Handle(
          H5Dcreate2(
            file, path, assay_h5t_ieee_f64le(), space.id, assay_h5p_default(), creation.id,
            assay_h5p_default()), release: H5Dclose),
        H5Dwrite(
          set.id, assay_h5t_native_double(), assay_h5s_all(), assay_h5s_all(),
          assay_h5p_default(), values) >= 0
      else { throw failure(.notWritten, path, "the array cannot be stored") }
    }
  }

  /// The names in a group, sorted.
  ///
  /// - Parameter path: The name of the group; `/` is the top.
  /// - Returns: The names of its arrays and groups.
  /// - Throws: ``ArrayFileError`` if there is no such group.
  public func names(in path: String) throws(ArrayFileError) -> [String] {
    try HDF5Library.enter { () throws(ArrayFileError) -> [String] in
      try requirePresence(of: path)
      guard
        let group = HDF5Handle(H5Gopen2(file, path, assay_h5p_default()), release: H5Gclose)
      else { throw failure(.wrongKind, path, "this is no group") }
      var info = H5G_info_t()
      guard H5Gget_info(group.id, &info) >= 0 else {
        throw failure(.damaged, path, "the group is damaged")
      }
      var names: [String] = []
      for index in 0..<info.nlinks {
        var buffer = [CChar](repeating: 0, count: 1024)
        let length = H5Lget_name_by_idx(
          group.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &buffer, buffer.count,
          assay_h5p_default())
        guard length > 0, length < buffer.count else {
          throw failure(.damaged, path, "a name in the group is damaged")
        }
        names.append(
          String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self))
      }
      return names.sorted()
    }
  }

  /// Reads an array.
  ///
  /// - Parameter path: The name of the array.
  /// - Returns: The length of every axis, and the elements with the last index running fastest.
  /// - Throws: ``ArrayFileError`` if there is no such array of float64, or if it is damaged.
  public func array(at path: String) throws(ArrayFileError) -> (shape: [Int], values: [Double]) {
    try HDF5Library.enter { () throws(ArrayFileError) -> (shape: [Int], values: [Double]) in
      try requirePresence(of: path)
      guard
        let set = HDF5Handle(H5Dopen2(file, path, assay_h5p_default()), release: H5Dclose),
        let type = HDF5Handle(H5Dget_type(set.id), release: H5Tclose),
        let space = HDF5Handle(H5Dget_space(set.id), release: H5Sclose),
        H5Tget_class(type.id) == H5T_FLOAT, H5Tget_size(type.id) == 8
      else { throw failure(.wrongKind, path, "this is no array of float64") }
      let rank = H5Sget_simple_extent_ndims(space.id)
      guard (1...8).contains(rank) else {
        throw failure(.wrongKind, path, "an array with \(rank) axes")
      }
      var lengths = [hsize_t](repeating: 0, count: Int(rank))
      H5Sget_simple_extent_dims(space.id, &lengths, nil)
      var count = 1
      for length in lengths {
        let (product, overflow) = count.multipliedReportingOverflow(by: Int(clamping: length))
        // 2 GiB of doubles: a damaged length must not ask for all memory.
        guard !overflow, product <= 1 << 28 else {
          throw failure(.damaged, path, "an array of shape \(lengths)")
        }
        count = product
      }
      var values = [Double](repeating: 0, count: count)
      guard
        H5Dread(
          set.id, assay_h5t_native_double(), assay_h5s_all(), assay_h5s_all(),
          assay_h5p_default(), &values) >= 0
      else { throw failure(.damaged, path, "the array is damaged") }
      return (lengths.map { Int($0) }, values)
    }
  }

  /// Checks that every part of a path is there.
  func requirePresence(of path: String) throws(ArrayFileError) {
    var reached = ""
    for part in path.split(separator: "/") {
      reached += "/" + part
      guard H5Lexists(file, reached, assay_h5p_default()) > 0 else {
        throw failure(.missing, path, "this is missing")
      }
    }
  }
}
