import { htmlReply, type Route } from '../route.ts';
import { renderProduct } from '../view/render-product.ts';

/** How the product's process stands. */
export const productFragment: Route = {
  method: 'GET',
  path: '/fragment/product',
  answer: ({ product }) => htmlReply(renderProduct(product.state)),
};
