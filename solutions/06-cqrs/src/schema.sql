-- schema.sql
-- Las tablas de la lección. Viene hecho: ni los tests ni el programa piden cambiarlo.
--
-- Los ids son texto y los pone quien los crea: un id que no existe es un id que no está, y no un
-- error de conversión.

-- Escritura: donde se decide. Normalizada y con sus reglas

CREATE TABLE users (
  id    text PRIMARY KEY,
  email text NOT NULL,
  name  text NOT NULL
);

CREATE TABLE products (
  id          text PRIMARY KEY,
  name        text NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents >= 0)
);

CREATE TABLE orders (
  id          text PRIMARY KEY,
  user_id     text NOT NULL REFERENCES users (id),
  status      text NOT NULL CHECK (status IN ('placed', 'cancelled')),
  total_cents integer NOT NULL CHECK (total_cents >= 0),
  -- Cuántos cambios ha tenido: 1 al nacer, y uno más con cada evento.
  version     integer NOT NULL,
  created_at  timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE order_lines (
  order_id         text NOT NULL REFERENCES orders (id),
  line             integer NOT NULL, -- 1, 2, 3…: el orden en que se pidieron
  product_id       text NOT NULL REFERENCES products (id),
  quantity         integer NOT NULL CHECK (quantity > 0),
  unit_price_cents integer NOT NULL CHECK (unit_price_cents >= 0),
  PRIMARY KEY (order_id, line)
);

-- Lo que ya se hizo, y qué se contestó. La clave primaria es quien impide que se haga dos veces.
CREATE TABLE processed_commands (
  command_id text PRIMARY KEY,
  order_id   text,    -- a NULL solo mientras dura la transacción que lo ejecuta
  version    integer
);

-- Eventos: lo que pasó. Solo se añade; nunca se cambia ni se borra

CREATE TABLE order_events (
  position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id    text NOT NULL,
  version     integer NOT NULL,
  type        text NOT NULL,
  data        jsonb NOT NULL,
  -- Con milisegundos, que es lo que cabe en un Date: ni al guardarla ni al leerla se redondea.
  occurred_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (order_id, version)
);

-- Lectura: lo que se enseña, ya montado. Se puede tirar y volver a hacer

CREATE TABLE order_read_models (
  id            text PRIMARY KEY,
  status        text NOT NULL,
  -- La del evento más nuevo que esta fila ya cuenta.
  version       integer NOT NULL,
  -- Lo que trae «order.placed»: todo a NULL si todavía no ha llegado.
  user_id       text,
  user_email    text,
  user_name     text,
  product_names text[],
  total_cents   integer,
  created_at    timestamptz(3)
);

-- El orden de las páginas: «los de Ana, del más nuevo al más viejo» se lee de corrido.
CREATE INDEX order_read_models_of_user ON order_read_models (user_id, created_at DESC, id DESC);
