internal import CDNNL
internal import Configuration

/// Numbers in memory in the order that oneDNN chose for them.
struct LocatedTensor {
  let description: dnnl_memory_desc_t
  let memory: dnnl_memory_t
  let pointer: UnsafeMutablePointer<Float>
}

/// A primitive of oneDNN with its arguments.
struct BoundPrimitive {
  let primitive: dnnl_primitive_t
  let arguments: [dnnl_exec_arg_t]
}

/// Everything that oneDNN hands out for one session; it is freed with the context.
///
/// A context and whatever came from it belong to one task at a time. The scratchpad is the
/// context's own, because the one that oneDNN manages is tied to the thread that made it.
final class DNNLContext {
  private var engine: dnnl_engine_t?
  private var stream: dnnl_stream_t?
  private var memories: [dnnl_memory_t] = []
  private var primitives: [dnnl_primitive_t] = []
  private var descriptions: [dnnl_primitive_desc_t] = []
  private var buffers: [UnsafeMutableRawPointer] = []
  private var scratchpads: [dnnl_memory_t] = []
  private var scratchpadSize = 0
  private var scratchpad: UnsafeMutableRawPointer?

  // oneDNN writes a protocol to standard output if the environment asks for one, amid a result
  // that a program reads there.
  private static let isSilent: Void = {
    dnnl_set_verbose(0)
    dnnl_set_jit_dump(0)
  }()

  init() throws {
    _ = Self.isSilent
    try Self.check(dnnl_engine_create(&engine, dnnl_cpu, 0), "the engine")
    try Self.check(
      dnnl_stream_create(&stream, engine, UInt32(dnnl_stream_default_flags.rawValue)), "the stream")
  }

  deinit {
    for primitive in primitives { dnnl_primitive_destroy(primitive) }
    for description in descriptions { dnnl_primitive_desc_destroy(description) }
    for memory in memories { dnnl_memory_destroy(memory) }
    if let stream { dnnl_stream_destroy(stream) }
    if let engine { dnnl_engine_destroy(engine) }
    for buffer in buffers { buffer.deallocate() }
    scratchpad?.deallocate()
  }

  static func check(_ status: dnnl_status_t, _ what: String) throws {
    guard status == dnnl_success else {
      throw UnavailableError("oneDNN", reason: "\(what) failed with status \(status.rawValue)")
    }
  }

  /// Zeroed memory, aligned for vector instructions.
  func allocate(bytes: Int) -> UnsafeMutablePointer<Float> {
    let size = max(bytes, 64)
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    buffer.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    buffers.append(buffer)
    return buffer.assumingMemoryBound(to: Float.self)
  }

  /// The description of numbers in row-major order, or with stated strides.
  func description(_ shape: [Int], strides: [Int]? = nil) throws -> dnnl_memory_desc_t {
    var result = dnnl_memory_desc_t()
    try Self.check(
      dnnl_memory_desc_init_by_strides(
        &result, Int32(shape.count), shape.map(Int64.init), dnnl_f32,
        (strides ?? rowMajorStrides(shape)).map(Int64.init)), "describing \(shape)")
    return result
  }

  /// A description that leaves the order to oneDNN.
  func anyDescription(_ shape: [Int]) throws -> dnnl_memory_desc_t {
    try description(shape, dnnl_format_tag_any)
  }

  /// The description of channels in blocks of 16, *image × block × row × column × 16*.
  func blockedDescription(_ shape: [Int]) throws -> dnnl_memory_desc_t {
    try description(shape, dnnl_aBcd16b)
  }

  private func description(_ shape: [Int], _ order: dnnl_format_tag_t) throws -> dnnl_memory_desc_t
  {
    var result = dnnl_memory_desc_t()
    try Self.check(
      dnnl_memory_desc_init_by_tag(
        &result, Int32(shape.count), shape.map(Int64.init), dnnl_f32, order),
      "describing \(shape)")
    return result
  }

  /// Memory for a description; new unless a pointer is given.
  func locate(
    _ description: dnnl_memory_desc_t, at pointer: UnsafeMutablePointer<Float>? = nil
  ) throws -> LocatedTensor {
    var description = description
    let place = pointer ?? allocate(bytes: dnnl_memory_desc_get_size(&description))
    var memory: dnnl_memory_t?
    try Self.check(dnnl_memory_create(&memory, &description, engine, place), "making memory")
    guard let memory else { throw UnavailableError("oneDNN", reason: "no memory") }
    memories.append(memory)
    return LocatedTensor(description: description, memory: memory, pointer: place)
  }

  /// A primitive before its arguments are known.
  struct Plan {
    let primitive: dnnl_primitive_t
    let source: dnnl_memory_desc_t?
    let weights: dnnl_memory_desc_t?
    let target: dnnl_memory_desc_t?
    /// What the primitive is, as those for its gradients want to know it; nil unless it was kept.
    fileprivate let description: dnnl_primitive_desc_t?
    fileprivate let scratchpad: dnnl_memory_t?
  }

  /// Makes a primitive.
  ///
  /// - Parameters:
  ///   - operation: The operation's description, a C structure of oneDNN.
  ///   - activation: What is applied to the result, if anything.
  ///   - forward: The primitive whose gradients it computes; nil if it computes a result.
  ///   - isTrained: Whether primitives for its gradients follow.
  ///   - what: The step, for messages.
  /// - Returns: The primitive and the orders it wants. Those of gradients stand in the place of what they
  ///   are of.
  /// - Throws: `UnavailableError` if oneDNN refuses.
  func plan(
    _ operation: UnsafeRawPointer, activation: Activation? = nil, of forward: Plan? = nil,
    isTrained: Bool = false, what: String
  ) throws -> Plan {
    var attributes: dnnl_primitive_attr_t?
    try Self.check(dnnl_primitive_attr_create(&attributes), what)
    defer { dnnl_primitive_attr_destroy(attributes) }
    try Self.check(
      dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), what)
    if let activation {
      var following: dnnl_post_ops_t?
      try Self.check(dnnl_post_ops_create(&following), what)
      defer { dnnl_post_ops_destroy(following) }
      guard let (kind, alpha, beta) = activation.dnnl else {
        preconditionFailure("\(what): \(activation) is nothing that oneDNN applies")
      }
      try Self.check(dnnl_post_ops_append_eltwise(following, 1, kind, alpha, beta), what)
      try Self.check(dnnl_primitive_attr_set_post_ops(attributes, following), what)
    }
    var description: dnnl_primitive_desc_t?
    try Self.check(
      dnnl_primitive_desc_create(
        &description, operation, attributes, engine, forward?.description), what)
    return try plan(description, isKept: isTrained, isGradient: forward != nil, what)
  }

  private func plan(
    _ description: dnnl_primitive_desc_t?, isKept: Bool = false, isGradient: Bool = false,
    _ what: String
  ) throws -> Plan {
    defer { if !isKept { dnnl_primitive_desc_destroy(description) } }
    if isKept, let description { descriptions.append(description) }
    var primitive: dnnl_primitive_t?
    try Self.check(dnnl_primitive_create(&primitive, description), what)
    guard let primitive else { throw UnavailableError("oneDNN", reason: "\(what): no primitive") }
    primitives.append(primitive)
    func query(_ kind: dnnl_query_t) -> dnnl_memory_desc_t? {
      // A description without axes stands for what the primitive does not have.
      dnnl_primitive_desc_query_md(description, kind, 0).map(\.pointee).flatMap {
        $0.ndims > 0 ? $0 : nil
      }
    }
    func order(_ kind: dnnl_query_t, _ gradient: dnnl_query_t) -> dnnl_memory_desc_t? {
      (isGradient ? query(gradient) : nil) ?? query(kind)
    }
    var pad: dnnl_memory_t?
    if var wanted = query(dnnl_query_scratchpad_md) {
      let size = dnnl_memory_desc_get_size(&wanted)
      if size > 0 {
        try Self.check(dnnl_memory_create(&pad, &wanted, engine, nil), what)
        if let pad {
          memories.append(pad)
          scratchpads.append(pad)
        }
        scratchpadSize = max(scratchpadSize, size)
      }
    }
    return Plan(
      primitive: primitive, source: order(dnnl_query_src_md, dnnl_query_diff_src_md),
      weights: order(dnnl_query_weights_md, dnnl_query_diff_weights_md),
      target: order(dnnl_query_dst_md, dnnl_query_diff_dst_md),
      description: isKept ? description : nil, scratchpad: pad)
  }

  func bind(_ plan: Plan, _ arguments: [(Int32, LocatedTensor)]) -> BoundPrimitive {
    var list = arguments.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.memory) }
    if let pad = plan.scratchpad {
      list.append(dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: pad))
    }
    return BoundPrimitive(primitive: plan.primitive, arguments: list)
  }

  /// A copy into another order.
  func reorder(_ source: LocatedTensor, into target: LocatedTensor) throws -> BoundPrimitive {
    var attributes: dnnl_primitive_attr_t?
    try Self.check(dnnl_primitive_attr_create(&attributes), "reordering")
    defer { dnnl_primitive_attr_destroy(attributes) }
    try Self.check(
      dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "reordering")
    var (from, to) = (source.description, target.description)
    var description: dnnl_primitive_desc_t?
    try Self.check(
      dnnl_reorder_primitive_desc_create(&description, &from, engine, &to, engine, attributes),
      "reordering")
    return bind(
      try plan(description, "reordering"), [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, target)])
  }

  /// Makes the scratchpad as large as a step of our own needs it.
  func reserveScratchpad(bytes: Int) { scratchpadSize = max(scratchpadSize, bytes) }

  /// Gives every primitive made so far its scratchpad; call it before running.
  func settleScratchpad() throws {
    if scratchpadSize > 0 {
      scratchpad?.deallocate()
      scratchpad = .allocate(byteCount: scratchpadSize, alignment: 64)
    }
    for pad in scratchpads {
      try Self.check(dnnl_memory_set_data_handle(pad, scratchpad), "the scratchpad")
    }
  }

  func run(_ step: WinogradStep) {
    guard let scratchpad else { preconditionFailure("a scratchpad was reserved and not settled") }
    step.run(space: scratchpad.assumingMemoryBound(to: Float.self))
  }

  func run(_ bound: BoundPrimitive) throws {
    let status = dnnl_primitive_execute(
      bound.primitive, stream, Int32(bound.arguments.count), bound.arguments)
    if status != dnnl_success { try Self.check(status, "running a primitive") }
  }
}

extension Activation {
  /// The same function as oneDNN names it, with its two parameters; nil where it is left to our own
  /// kernels, since oneDNN approximates it or has no such function.
  var dnnl: (dnnl_alg_kind_t, Float, Float)? {
    switch self {
    case .relu: (dnnl_eltwise_relu, 0, 0)
    case .leakyRelu(let slope): (dnnl_eltwise_relu, slope, 0)
    case .sigmoid: (dnnl_eltwise_logistic, 0, 0)
    case .tanh: (dnnl_eltwise_tanh, 0, 0)
    case .clip(let lower, let upper): (dnnl_eltwise_clip, lower, upper)
    default: nil
    }
  }
}
